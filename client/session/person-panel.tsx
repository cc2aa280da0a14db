import { IconKeyboard, IconLock, IconLogout, IconSettings, IconUsers } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Me } from '../me.ts';
import { Kbd } from '../ui/kbd.tsx';
import { Notice } from '../ui/notice.tsx';
import { hasUnsavedWork } from '../unsaved-work.ts';
import { DiscardNotice } from './discard-notice.tsx';
import { lockDesk } from './lock-desk.ts';
import styles from './person-panel.module.css';
import { usePreferences } from './preferences.ts';
import { useSignOut } from './sign-out-flow.ts';

export type LeaveReason = 'change' | 'sign-out';

interface PersonPanelProps {
  me: Me;
  onLeave: (why: LeaveReason) => Promise<void>;
  onHelp: () => void;
  /** The panel is done and should close. */
  onClose: () => void;
}

/** The two ways to sign out: 계정 전환 keeps the address for the next user, 로그아웃 does not. */
function WaysOut({ onLeave }: Pick<PersonPanelProps, 'onLeave'>) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState<LeaveReason | null>(null);
  const change = useSignOut(() => onLeave('change'));
  const leave = useSignOut(() => onLeave('sign-out'));
  const busy = change.isPending || leave.isPending;
  const go = (why: LeaveReason) => {
    if (why === 'change') change.mutate();
    else leave.mutate();
  };
  const ask = (why: LeaveReason) => () => {
    if (hasUnsavedWork()) setAsked(why);
    else go(why);
  };
  const failed = change.isError || leave.isError;
  if (asked !== null) {
    return (
      <DiscardNotice
        why={asked}
        busy={busy}
        failed={failed}
        onGo={() => go(asked)}
        onStay={() => setAsked(null)}
      />
    );
  }
  return (
    <>
      {failed ? (
        <Notice tone="bad">
          <p>{t('frame.person.signOutFailed')}</p>
        </Notice>
      ) : null}
      <ul className={styles.rows}>
        <li>
          <button type="button" disabled={busy} onClick={ask('change')}>
            <IconUsers size={18} stroke={1.75} aria-hidden="true" />
            {t('frame.person.change')}
          </button>
        </li>
        <li>
          <button type="button" disabled={busy} onClick={ask('sign-out')}>
            <IconLogout size={18} stroke={1.75} aria-hidden="true" />
            {t('frame.person.signOut')}
          </button>
        </li>
      </ul>
    </>
  );
}

/** The signed-in user, own settings, the lock and the ways to sign out. */
export function PersonPanel({ me, onLeave, onHelp, onClose }: PersonPanelProps) {
  const { t } = useTranslation();
  const { shortcuts } = usePreferences();
  const closeAnd = (act: () => void) => () => {
    onClose();
    act();
  };
  return (
    <div className={styles.panel}>
      <p className={styles.who}>
        <b>{me.staff.name}</b>
        <span>{me.staff.email}</span>
      </p>
      <ul className={styles.rows}>
        <li>
          <Link to="/account" onClick={onClose}>
            <IconSettings size={18} stroke={1.75} aria-hidden="true" />
            {t('frame.person.account')}
          </Link>
        </li>
        <li>
          <button type="button" onClick={closeAnd(onHelp)}>
            <IconKeyboard size={18} stroke={1.75} aria-hidden="true" />
            {t('frame.person.keys')}
            {shortcuts ? <Keys of={['?']} /> : null}
          </button>
        </li>
        <li>
          <button type="button" onClick={closeAnd(lockDesk)}>
            <IconLock size={18} stroke={1.75} aria-hidden="true" />
            {t('frame.person.lock')}
            {shortcuts ? <Keys of={['g', 'l']} /> : null}
          </button>
        </li>
      </ul>
      <WaysOut onLeave={onLeave} />
    </div>
  );
}

function Keys({ of }: { of: readonly string[] }) {
  return (
    <span className={styles.keys} aria-hidden="true">
      {of.map((key) => (
        <Kbd key={key}>{key}</Kbd>
      ))}
    </span>
  );
}
