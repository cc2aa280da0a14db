import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import styles from './late-options.module.css';
import { ProblemNotice } from './problem-notice.tsx';
import { Skeleton } from './skeleton.tsx';

/** In the place of options that are on their way, or that could not be had. */
export function LateOptions({
  error,
  loading,
  failed,
  onAgain,
}: {
  error: Error | null;
  /** What is on its way, for whoever can't see it. */
  loading: string;
  failed: string;
  onAgain: () => void;
}) {
  const { t } = useTranslation();
  if (error !== null) {
    const again = <Button onClick={onAgain}>{t('common.retry')}</Button>;
    return <ProblemNotice error={error} money={false} title={failed} action={again} />;
  }
  return (
    <div role="status" className={styles.loading}>
      <span className="vh">{loading}</span>
      <Skeleton width="72px" />
      <Skeleton width="60px" />
    </div>
  );
}
