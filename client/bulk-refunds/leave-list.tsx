import { Button } from '@mantine/core';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useBlocker } from 'react-router';
import { Dialog, DialogBody, DialogFoot, DialogHead } from '../ui/dialog.tsx';
import styles from './leave-list.module.css';

/** The address of a run. A checked list is stored there, so nothing is lost by going to it. */
const isRun = (pathname: string) => /^\/bulk-refunds\/(?!new$)/.test(pathname);

/** Asks before an unsaved list is left by a link, the back button or closing the tab. */
export function LeaveList({ unsaved }: { unsaved: boolean }) {
  const { t } = useTranslation();
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) =>
      unsaved &&
      nextLocation.pathname !== currentLocation.pathname &&
      !isRun(nextLocation.pathname) &&
      // Signing out has asked already, and after the session has ended nobody can stay.
      nextLocation.pathname !== '/sign-in',
  );
  useEffect(() => {
    if (!unsaved) return undefined;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [unsaved]);
  if (blocker.state !== 'blocked') return null;
  const stay = () => blocker.reset();
  return (
    <Dialog onClose={stay}>
      <DialogHead title={t('bulk.form.leave.title')} />
      <DialogBody>
        <p>{t('bulk.form.leave.body')}</p>
      </DialogBody>
      <DialogFoot>
        <Button size="lg" className={styles.leave ?? ''} onClick={() => blocker.proceed()}>
          {t('bulk.form.leave.leave')}
        </Button>
        <Button size="lg" variant="filled" data-autofocus onClick={stay}>
          {t('bulk.form.leave.stay')}
        </Button>
      </DialogFoot>
    </Dialog>
  );
}
