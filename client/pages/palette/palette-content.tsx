import { useSuspenseQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'react-router';
import '../../copy/payment-words.ts';
import { addKorean } from '../../copy/i18n.ts';
import { paletteKo } from '../../copy/ko/palette.ts';
import { useLiveState } from '../../live/use-live.ts';
import { meOptions } from '../../me.ts';
import type { Command } from '../../palette/command.ts';
import { Palette } from '../../palette/palette.tsx';
import { DiscardNotice } from '../../session/discard-notice.tsx';
import type { LeaveReason } from '../../session/person-panel.tsx';
import { usePreferences } from '../../session/preferences.ts';
import { useSignOut } from '../../session/sign-out-flow.ts';
import { Notice } from '../../ui/notice.tsx';
import { hasUnsavedWork } from '../../unsaved-work.ts';
import { useLeave } from '../use-leave.ts';
import styles from './palette-content.module.css';
import { usePaymentAtHand } from './payment-at-hand.ts';
import { usePaymentCommands } from './payment-commands.ts';
import { usePersonCommands } from './person-commands.ts';
import { usePlaceCommands } from './place-commands.ts';
import { useFind } from './use-find.ts';

addKorean({ palette: paletteKo });

/** Changing the user and signing out. Both ask first if unsaved work would be lost. */
function useWaysOut() {
  const leave = useLeave();
  const [asked, setAsked] = useState<LeaveReason | null>(null);
  const change = useSignOut(() => leave('change'));
  const signOut = useSignOut(() => leave('sign-out'));
  const go = (why: LeaveReason) => {
    if (why === 'change') change.mutate();
    else signOut.mutate();
  };
  return {
    asked,
    ask: (why: LeaveReason) => {
      if (hasUnsavedWork()) setAsked(why);
      else go(why);
    },
    go,
    busy: change.isPending || signOut.isPending,
    failed: change.isError || signOut.isError,
  };
}

export interface PaletteContentProps {
  text: string;
  onText: (text: string) => void;
  /** The payment that was open or focused when the palette was opened. */
  payToken: string | null;
  onHelp: () => void;
  onClose: () => void;
}

/** The palette with every command that is available on this page. */
export function PaletteContent({ text, onText, payToken, onHelp, onClose }: PaletteContentProps) {
  const { t } = useTranslation();
  const { data: me } = useSuspenseQuery(meOptions);
  const { pathname } = useLocation();
  const { shortcuts } = usePreferences();
  const offline = useLiveState() === 'offline';
  const detail = usePaymentAtHand(payToken);
  const out = useWaysOut();
  const { looksLikeNumber, found, searching, find } = useFind(text);
  // Closes first, so that the focus returns to the page before the command moves it.
  const thenClose = (run: () => void) => (): void => {
    onClose();
    run();
  };
  const closing = (command: Command): Command => ({ ...command, run: thenClose(command.run) });
  const ofPayment = usePaymentCommands(detail, me, offline);
  const ofPlaces = usePlaceCommands(me, pathname);
  const ofPerson = usePersonCommands(onHelp, out.ask);
  const staysOpen = (id: string) => id === 'person:change' || id === 'person:signOut';
  const commands = [...ofPayment, ...ofPlaces, ...ofPerson].map((command) =>
    staysOpen(command.id) ? command : closing(command),
  );
  if (out.asked !== null) {
    const why = out.asked;
    return (
      <div className={styles.asked}>
        <DiscardNotice
          why={why}
          busy={out.busy}
          failed={out.failed}
          onGo={() => out.go(why)}
          onStay={onClose}
        />
      </div>
    );
  }
  return (
    <>
      {out.failed ? (
        <div className={styles.asked}>
          <Notice tone="bad">
            <p>{t('frame.person.signOutFailed')}</p>
          </Notice>
        </div>
      ) : null}
      <Palette
        commands={commands}
        staffId={me.staff.id}
        text={text}
        onText={onText}
        looksLikeNumber={looksLikeNumber}
        onFind={thenClose(() => void find())}
        found={found.map((one) => ({ ...one, open: thenClose(one.open) }))}
        searching={searching}
        atHand={detail?.payment.orderNo ?? null}
        singleKeys={shortcuts}
        onClose={onClose}
      />
    </>
  );
}
