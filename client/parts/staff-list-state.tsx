import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import styles from './staff-list-state.module.css';
import { ProblemNotice } from './problem-notice.tsx';
import { Skeleton } from '../ui/skeleton.tsx';

/** Loading or error state of the staff list. */
export function StaffListState({ error, onAgain }: { error: Error | null; onAgain: () => void }) {
  const { t } = useTranslation();
  if (error !== null) {
    const again = <Button onClick={onAgain}>{t('common.retry')}</Button>;
    const title = t('common.staffFailed');
    return <ProblemNotice error={error} money={false} title={title} action={again} />;
  }
  return (
    <div role="status" className={styles.loading}>
      <span className="vh">{t('common.staffLoading')}</span>
      <Skeleton width="72px" />
      <Skeleton width="60px" />
    </div>
  );
}
