import { Button } from '@mantine/core';
import { IconAlertCircle, IconArrowUp, IconWifiOff } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { formatClock } from '../format.ts';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import styles from './payment-list.module.css';

/** Nothing of the list could be read yet: instead of it, what is wrong. */
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
  /** Why the shown rows are not as new as they should be. */
  error: Error | null;
  /** When the shown rows were read; `null` when there are none. */
  readAtMs: number | null;
  /** So many new payments wait to be shown. */
  fresh: number;
  /** What of the search was not understood. */
  unclear: ReactNode;
  onRetry: () => void;
  onShow: () => void;
  /** What is set for the list, at the line's other end. */
  children?: ReactNode;
}

/**
 * The line above the rows. It is always there, and what comes to stand in it moves no row: neither
 * `새 결제 3건 보기`, nor a search that was not understood, nor that the list is not as new as it
 * should be.
 */
export function ListStatus(props: StatusProps) {
  const { t } = useTranslation();
  const { offline, error, readAtMs, fresh, unclear, onRetry, onShow, children } = props;
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
      {children}
    </div>
  );
}
