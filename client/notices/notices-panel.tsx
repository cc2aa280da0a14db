import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { ChatSection } from './chat-section.tsx';
import { MailSection } from './mail-section.tsx';
import { noticesOptions } from './notice-options.ts';
import styles from './notices.module.css';

/** 설정 › 알림: what people who are away are told. */
export function NoticesPanel({ head }: { head: ReactNode }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(noticesOptions);
  return (
    <section className={styles.page} aria-label={t('settings.tabs.notices')}>
      {head}
      <p className={styles.lead}>{t('notices.lead')}</p>
      {data === undefined && error !== null ? (
        <ProblemNotice
          error={error}
          money={false}
          title={t('notices.failed')}
          action={<Button onClick={() => void refetch()}>{t('common.retry')}</Button>}
        />
      ) : null}
      {data === undefined && error === null ? (
        <div role="status" aria-busy="true">
          <span className="vh">{t('notices.loading')}</span>
          <Skeleton width="40%" />
        </div>
      ) : null}
      {data === undefined ? null : (
        <>
          <ChatSection chat={data.chat} />
          <MailSection mail={data.mail} />
        </>
      )}
    </section>
  );
}
