import { Button } from '@mantine/core';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useBlocker } from 'react-router';
import type { ShopSettings } from '../../shared/settings.ts';
import { Dialog, DialogBody, DialogFoot, DialogHead } from '../ui/dialog.tsx';
import styles from './leave-guard.module.css';

/** Asks before unsaved settings are left by a link, the back button or closing the tab. */
export function LeaveGuard({ names }: { names: readonly (keyof ShopSettings)[] }) {
  const { t } = useTranslation();
  const dirty = names.length > 0;
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) =>
      dirty &&
      nextLocation.pathname !== currentLocation.pathname &&
      // Signing out has asked already, and after the session has ended nobody can stay.
      nextLocation.pathname !== '/sign-in',
  );
  useEffect(() => {
    if (!dirty) return undefined;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [dirty]);
  if (blocker.state !== 'blocked') return null;
  const stay = () => blocker.reset();
  return (
    <Dialog onClose={stay}>
      <DialogHead title={t('settings.leave.title')} />
      <DialogBody>
        <p>
          {t('settings.leave.body', {
            names: names.map((name) => t(`settings.names.${name}`)).join(', '),
          })}
        </p>
      </DialogBody>
      <DialogFoot>
        <Button size="lg" className={styles.leave} onClick={() => blocker.proceed()}>
          {t('settings.leave.leave')}
        </Button>
        <Button size="lg" variant="filled" data-autofocus onClick={stay}>
          {t('settings.leave.stay')}
        </Button>
      </DialogFoot>
    </Dialog>
  );
}
