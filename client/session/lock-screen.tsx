import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { readSession, signIn, unlockSession } from '../auth-api.ts';
import { deskAccess, type Standing } from '../desk-access.ts';
import { meOptions } from '../me.ts';
import { announce } from '../ui/announcer.tsx';
import { PasswordForm } from '../parts/password-form.tsx';
import { BlockingDialog } from '../ui/blocking-dialog.tsx';
import { hasUnsavedWork } from '../unsaved-work.ts';
import { DemoPassword } from './demo-password.tsx';
import { DiscardNotice } from './discard-notice.tsx';
import styles from './lock-screen.module.css';
import { SecondFactorForm } from './second-factor-form.tsx';
import { useSignOut } from './sign-out-flow.ts';
import { tellTabs } from './tab-news.ts';
import { useKnownMe } from './use-known-me.ts';
import { BarePage } from './bare-page.tsx';

interface LockScreenProps {
  standing: Exclude<Standing, 'open'>;
  /** Who has signed in in another tab. */
  otherName: string | null;
  /** Another user wants to sign in; this one is already signed out. */
  onChange: () => Promise<void>;
  /** Continues as the other user, who stays signed in. */
  onOther: () => void;
}

/** The user who locked it; a page that was opened while locked has to ask the desk. */
function usePerson() {
  const known = useKnownMe()?.staff;
  const session = useQuery({
    queryKey: ['session'],
    queryFn: readSession,
    enabled: known === undefined,
    retry: false,
    gcTime: 0,
  });
  return known ?? session.data?.staff ?? null;
}

/** Sets the tab's title while locked; restores it afterwards. */
function useCoveredTitle(title: string): void {
  useEffect(() => {
    const before = document.title;
    document.title = title;
    return () => {
      document.title = before;
    };
  }, [title]);
}

/**
 * Covers the page while the screen is locked, or while an ended session keeps unsaved input. The
 * same user continues with the password; another user starts from scratch.
 */
export function LockScreen({ standing, otherName, onChange, onOther }: LockScreenProps) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const person = usePerson();
  const [half, setHalf] = useState(false);
  const over = standing === 'ended';
  const goOn = async () => {
    deskAccess.resume();
    if (over && person !== null) {
      tellTabs({ kind: 'signed-in', staffId: person.id, name: person.name });
    } else tellTabs({ kind: 'unlocked' });
    announce(t('session.lock.unlocked'));
    await queryClient.invalidateQueries({ queryKey: meOptions.queryKey });
  };
  const name = person?.name;
  const title =
    name === undefined
      ? t('session.lock.titleUnknown')
      : t(over ? 'session.over.title' : 'session.lock.title', { name });
  const why = !over
    ? t('session.lock.why')
    : otherName === null
      ? t('session.over.why')
      : t('session.over.whyOther', { name: otherName });
  useCoveredTitle(t('session.lock.tab'));
  const kept = hasUnsavedWork() ? t('session.lock.kept') : '';
  return (
    <BlockingDialog label={t(over ? 'session.over.label' : 'session.lock.label')}>
      <BarePage>
        <div className={styles.pane}>
          <div>
            <h1>{title}</h1>
            <p className={styles.why}>{`${why} ${kept}`.trim()}</p>
          </div>
          {half ? (
            <SecondFactorForm submit={t('session.over.submit')} onDone={goOn} />
          ) : (
            <PasswordAgain
              key={standing}
              email={person?.email ?? ''}
              over={over}
              onSecondFactor={() => setHalf(true)}
              onDone={goOn}
            />
          )}
          <ChangePerson otherName={otherName} onChange={onChange} onOther={onOther} />
        </div>
      </BarePage>
    </BlockingDialog>
  );
}

interface PasswordAgainProps {
  email: string;
  over: boolean;
  onSecondFactor: () => void;
  onDone: () => Promise<void>;
}

function PasswordAgain({ email, over, onSecondFactor, onDone }: PasswordAgainProps) {
  const { t } = useTranslation();
  const entry = useMutation({
    mutationFn: async (typed: string) => {
      if (over) return signIn(email, typed);
      await unlockSession(typed);
      return false;
    },
    onSuccess: async (needsFactor) => {
      if (needsFactor) onSecondFactor();
      else await onDone();
    },
  });
  return (
    <PasswordForm
      email={email}
      help={<DemoPassword email={email} />}
      error={entry.error}
      busy={entry.isPending}
      onPassword={entry.mutate}
      className={styles.form}
    >
      <Button type="submit" variant="filled" size="lg" fullWidth loading={entry.isPending}>
        {t(over ? 'session.over.submit' : 'session.lock.submit')}
      </Button>
    </PasswordForm>
  );
}

/** Lets another user sign in, and asks first if unsaved input would be lost. */
function ChangePerson({ otherName, onChange, onOther }: Omit<LockScreenProps, 'standing'>) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  const leave = useSignOut(onChange);
  const change = () => {
    if (hasUnsavedWork() && !asking) setAsking(true);
    // Signing out would also end the other user's session.
    else if (otherName !== null) onOther();
    else leave.mutate();
  };
  if (asking) {
    return (
      <DiscardNotice
        why="change"
        busy={leave.isPending}
        failed={leave.isError}
        onGo={change}
        onStay={() => setAsking(false)}
      />
    );
  }
  return (
    <div className={styles.change}>
      {leave.isError ? <p role="alert">{t('session.change.failed')}</p> : null}
      <Button
        variant="subtle"
        color="gray"
        size="lg"
        fullWidth
        disabled={leave.isPending}
        onClick={change}
      >
        {otherName === null
          ? t('session.lock.change')
          : t('session.over.goOther', { name: otherName })}
      </Button>
    </div>
  );
}
