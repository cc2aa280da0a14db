import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Notice } from '../ui/notice.tsx';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { SettingsFacts } from './settings-facts.tsx';
import { SettingsForm } from './settings-form.tsx';
import styles from './shop-settings-panel.module.css';
import { settingsOptions } from '../settings-options.ts';

/** 설정: the shop's rules. Managers may change them, everybody may read them. */
export function ShopSettingsPanel({
  head,
  mayChange,
  version,
}: {
  head: ReactNode;
  mayChange: boolean;
  version: string;
}) {
  const { t } = useTranslation();
  // No live event reports a colleague's change, so settings cached by another page may be old.
  const { data, error, isError, refetch } = useQuery({ ...settingsOptions, staleTime: 0 });
  const Shown = mayChange ? SettingsForm : SettingsFacts;
  return (
    <section className={styles.settings} aria-label={t('settings.title')}>
      {head}
      {mayChange ? (
        <p className={styles.lead}>{t('settings.lead')}</p>
      ) : (
        <div className={styles.notice}>
          <Notice silent>
            <p>{t('settings.readOnly')}</p>
          </Notice>
        </div>
      )}
      {isError ? (
        <div className={styles.notice}>
          <ProblemNotice
            error={error}
            money={false}
            title={t('settings.failed')}
            action={<Button onClick={() => void refetch()}>{t('common.retry')}</Button>}
          />
        </div>
      ) : null}
      {data === undefined && !isError ? <Loading /> : null}
      {data === undefined ? null : <Shown answer={data} version={version} />}
    </section>
  );
}

function Loading() {
  const { t } = useTranslation();
  return (
    <div role="status" aria-busy="true" className={styles.loading}>
      <span className="vh">{t('settings.loading')}</span>
      {['32%', '48%', '40%', '44%', '36%'].map((width) => (
        <Skeleton key={width} width={width} />
      ))}
    </div>
  );
}
