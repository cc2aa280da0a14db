import { Button } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import styles from './save-bar.module.css';
import type { SettingsFormState } from './use-settings-form.ts';

/** The bar at the foot while there are unsaved changes: what changed, save and reset. */
export function SaveBar({ state }: { state: SettingsFormState }) {
  const { t } = useTranslation();
  const { names, dirty, saved, busy, reset } = state;
  if (saved) {
    return (
      <p className={styles.saved}>
        <IconCheck size={16} stroke={2} aria-hidden="true" />
        {t('settings.saved')}
      </p>
    );
  }
  if (!dirty) return null;
  return (
    <div className={styles.bar}>
      <p className={styles.words}>
        <b>{t('settings.changed', { count: names.length })}</b>{' '}
        <span>{names.map((name) => t(`settings.names.${name}`)).join(', ')}</span>
      </p>
      <Button size="lg" onClick={reset}>
        {t('settings.reset')}
      </Button>
      <Button size="lg" variant="filled" type="submit" loading={busy}>
        {t('settings.save')}
      </Button>
    </div>
  );
}
