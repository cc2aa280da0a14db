import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useRef, useState, type ComponentType } from 'react';
import { deskAccess } from '../desk-access.ts';
import { dropDraftsBut } from '../kept-drafts.ts';
import { meOptions, type Me } from '../me.ts';
import { sinceCountedMs, watchPerson } from '../person-activity.ts';
import { useBlockingDialogKeys } from '../ui/blocking-dialog.tsx';
import { useLoadAhead } from '../ui/use-load-ahead.ts';
import { hasUnsavedWork } from '../unsaved-work.ts';
import { IdleWatch } from './idle-watch.ts';
import { lockDesk } from './lock-desk.ts';
import { LockScreen } from './lock-screen.tsx';
import { hearTabs, tellTabs, type TabNews } from './tab-news.ts';
import { useDeskAccess } from './use-desk-access.ts';
import { useKnownMe } from './use-known-me.ts';

interface SessionHostProps {
  /** The session is over: to the sign-in page, which leads back here. */
  onOver: () => void;
  /** This person wants to make room for another one. */
  onChange: () => Promise<void>;
  /** Somebody else signed in in another tab: what this one shows is not theirs. */
  onOther: () => void;
}

/** Listens to hands: in this tab by itself, in the others by what they tell. */
function useIdleLock(me: Me | undefined) {
  const queryClient = useQueryClient();
  const watch = useRef<IdleWatch | null>(null);
  const lockAfterMs = me === undefined ? null : me.session.lockAfterSeconds * 1000;
  useEffect(() => {
    if (lockAfterMs === null) return undefined;
    const own = new IdleWatch({
      lockAfterMs,
      now: () => Date.now(),
      sinceCountedMs,
      isOpen: () => deskAccess.read().standing === 'open',
      count: () => {
        // What is wrong with the answer shows where every answer's faults do.
        queryClient.query({ ...meOptions, staleTime: 0 }).catch(() => undefined);
      },
      spread: () => tellTabs({ kind: 'touched' }),
      lock: lockDesk,
    });
    watch.current = own;
    own.start();
    return () => {
      own.stop();
      watch.current = null;
    };
  }, [lockAfterMs, queryClient]);
  useEffect(
    () =>
      watchPerson(() => {
        watch.current?.touch();
      }),
    [],
  );
  return watch;
}

const loadStepUp = () => import('./step-up-dialog.tsx');

/** After the page is there: it is asked for after a press, when the line may be down. */
const LOAD_AHEAD_MS = 5_000;

/** Asks for a fresh second factor. Where the dialog can't be fetched, what waits is not sent. */
function StepUp() {
  const [Question, setQuestion] = useState<ComponentType | null>(null);
  useEffect(() => {
    loadStepUp().then(
      ({ StepUpDialog }) => setQuestion(() => StepUpDialog),
      () => deskAccess.settleProof(false),
    );
  }, []);
  return Question === null ? null : <Question />;
}

/** What lies over every page: the locked screen, and the question for a fresh second factor. */
export function SessionHost({ onOver, onChange, onOther }: SessionHostProps) {
  const { standing, otherName, proving } = useDeskAccess();
  const me = useKnownMe();
  const queryClient = useQueryClient();
  useBlockingDialogKeys();
  useLoadAhead(loadStepUp, LOAD_AHEAD_MS);
  const leave = () => {
    if (hasUnsavedWork()) deskAccess.end();
    else onOver();
  };
  const watch = useIdleLock(me);
  const hear = useEffectEvent((news: TabNews) => {
    // A page of somebody who is not in yet asks the desk itself.
    if (me === undefined) {
      if (news.kind === 'unlocked') deskAccess.resume();
      return;
    }
    switch (news.kind) {
      case 'touched':
        watch.current?.touchElsewhere();
        return;
      case 'locked':
        deskAccess.lock();
        return;
      case 'unlocked':
        if (standing === 'locked') deskAccess.resume();
        return;
      case 'signed-out':
        // What is still on the screen lives in memory.
        dropDraftsBut(null);
        leave();
        return;
      case 'signed-in':
        if (news.staffId === me.staff.id) {
          deskAccess.resume();
          // Their session is another one, and what was confirmed in the last one counts no more.
          void queryClient.invalidateQueries(meOptions);
        } else if (hasUnsavedWork()) deskAccess.end(news.name);
        else onOther();
    }
  });
  useEffect(() => hearTabs((news) => hear(news)), []);
  return (
    <>
      {proving ? <StepUp /> : null}
      {standing === 'open' ? null : (
        <LockScreen
          standing={standing}
          otherName={otherName}
          onChange={onChange}
          onOther={onOther}
        />
      )}
    </>
  );
}
