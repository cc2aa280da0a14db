import { Button } from '@mantine/core';
import { IconWifiOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { formatClock } from '../format.ts';
import { Notice } from '../ui/notice.tsx';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import styles from './payment-list.module.css';

/** The list is not as new as it should be: why, and since when. Nothing is taken away. */
export function ListNotices({
  offline,
  error,
  readAtMs,
  onRetry,
}: {
  offline: boolean;
  error: Error | null;
  /** When the shown rows were read; `null` when there are none. */
  readAtMs: number | null;
  onRetry: () => void;
}) {
  const { t } = useTranslation();
  const clock = readAtMs === null ? '' : formatClock(new Date(readAtMs).toISOString());
  if (offline && readAtMs !== null) {
    return (
      <div className={styles.notice}>
        <Notice title={t('list.offline.title')} icon={<IconWifiOff size={16} stroke={1.75} />}>
          <p>{t('list.offline.body', { clock })}</p>
        </Notice>
      </div>
    );
  }
  if (error === null) return null;
  const retry = <Button onClick={onRetry}>{t('common.retry')}</Button>;
  return (
    <div className={styles.notice}>
      {readAtMs === null ? (
        <ProblemNotice
          error={error}
          money={false}
          title={t('list.error.firstTitle')}
          action={retry}
        />
      ) : (
        <Notice tone="bad" title={t('list.error.title')} action={retry}>
          <p>{t('list.error.body', { clock })}</p>
        </Notice>
      )}
    </div>
  );
}
