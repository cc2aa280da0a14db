import { Button } from '@mantine/core';
import { IconAlertCircle, IconArrowUp, IconWifiOff } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { formatClock } from '../format.ts';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import styles from './payment-list.module.css';

/** Shown instead of the list if it could not be read at all. */
export function ListProblem({ error, onRetry }: { error: Error; onRetry: () => void }) {
  const { t } = useTranslation();
  return (
    <div className={styles.notice}>
      <ProblemNotice
        error={error}
        money={false}
        title={t('list.error.firstTitle')}
        action={<Button onClick={onRetry}>{t('common.retry')}</Button>}
      />
    </div>
  );
}

interface StatusProps {
  offline: boolean;
  /** Why the rows are out of date. */
  error: Error | null;
  /** When the shown rows were read; `null` if there are none. */
  readAtMs: number | null;
  /** The number of new payments that are not shown yet. */
  fresh: number;
  /** The search terms that were not understood. */
  unclear: ReactNode;
  onRetry: () => void;
  onShow: () => void;
}

/**
 * What is told about the rows: `새 결제 3건 보기`, a search term that was not understood, or an
 * outdated list. It lies over the head of the table, so that no message moves a row.
 */
export function ListStatus(props: StatusProps) {
  const { t } = useTranslation();
  const { offline, error, readAtMs, fresh, unclear, onRetry, onShow } = props;
  const clock = readAtMs === null ? '' : formatClock(new Date(readAtMs).toISOString());
  const isStale = readAtMs !== null && (offline || error !== null);
  return (
    <div className={styles.status}>
      <div className={styles.told}>
        {!isStale ? null : offline ? (
          <p role="status">
            <IconWifiOff size={16} stroke={1.75} aria-hidden="true" />
            <span>{t('list.offline', { clock })}</span>
          </p>
        ) : (
          <>
            <p role="alert" className={styles.bad}>
              <IconAlertCircle size={16} stroke={1.75} aria-hidden="true" />
              <span>
                <b>{t('list.error.title')}</b> {t('list.error.body', { clock })}
              </span>
            </p>
            <Button size="xs" onClick={onRetry}>
              {t('common.retry')}
            </Button>
          </>
        )}
        {unclear}
        {fresh === 0 ? null : (
          <button type="button" className={styles.newBar} onClick={onShow}>
            <IconArrowUp size={16} stroke={1.75} aria-hidden="true" />
            {t('list.newRows', { count: fresh })}
          </button>
        )}
      </div>
    </div>
  );
}
