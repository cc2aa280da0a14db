import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import styles from './log-row.module.css';

/** Loading or error state of an unfolded row. */
export function DetailState({
  error,
  title,
  onAgain,
}: {
  error: Error | null;
  title: string;
  onAgain: () => void;
}) {
  const { t } = useTranslation();
  if (error !== null) {
    return (
      <ProblemNotice
        error={error}
        money={false}
        title={title}
        action={<Button onClick={onAgain}>{t('common.retry')}</Button>}
      />
    );
  }
  return (
    <div role="status" aria-busy="true" className={styles.loading}>
      <span className="vh">{t('developer.detail.loading')}</span>
      {['48%', '36%', '64%'].map((width) => (
        <Skeleton key={width} width={width} />
      ))}
    </div>
  );
}
