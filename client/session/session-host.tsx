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
  /** The session is over: opens the sign-in page, which leads back to this address. */
  onOver: () => void;
  /** The user wants another one to sign in. */
  onChange: () => Promise<void>;
  /** Another user has signed in in another tab, so this page must not stay. */
  onOther: () => void;
}

/** Locks the screen when idle: watches input in this tab and messages from the others. */
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
        // Errors are ignored here: the query cache handles those of every call.
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

/** Delay in ms before the dialog's chunk is preloaded. */
const LOAD_AHEAD_MS = 5_000;

const LOAD_TIMEOUT_MS = 10_000;

/**
 * Asks for a fresh second factor. If its chunk fails to load or takes too long, the waiting call is
 * not sent.
 */
function StepUp() {
  const [Question, setQuestion] = useState<ComponentType | null>(null);
  useEffect(() => {
    const stop = () => deskAccess.settleProof(false);
    const timer = setTimeout(stop, LOAD_TIMEOUT_MS);
    loadStepUp()
      .then(({ StepUpDialog }) => setQuestion(() => StepUpDialog), stop)
      .finally(() => clearTimeout(timer));
    return () => clearTimeout(timer);
  }, []);
  return Question === null ? null : <Question />;
}

/** The overlays of every page: the lock screen and the dialog for a fresh second factor. */
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
    // Without a known user the page asks the desk itself.
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
        // Input that is on the screen stays in memory.
        dropDraftsBut(null);
        leave();
        return;
      case 'signed-in':
        if (news.staffId === me.staff.id) {
          deskAccess.resume();
          // It is a new session, in which earlier confirmations no longer count.
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
