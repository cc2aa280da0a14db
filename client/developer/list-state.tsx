import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { LogLoading } from '../parts/log/log-list.tsx';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import styles from './about-log.module.css';

interface ListStateProps {
  list: { error: Error | null; isPending: boolean; refetch: () => Promise<unknown> };
  isEmpty: boolean;
  /** The part of the copy `developer` that has the texts. */
  of: 'tokens' | 'webhooks';
}

/** Error, loading or empty state of a list. */
export function ListState({ list, isEmpty, of }: ListStateProps) {
  const { t } = useTranslation();
  return (
    <>
      {list.error === null ? null : (
        <div className={styles.notice}>
          <ProblemNotice
            error={list.error}
            money={false}
            title={t(`developer.${of}.failed`)}
            action={<Button onClick={() => void list.refetch()}>{t('common.retry')}</Button>}
          />
        </div>
      )}
      {list.isPending ? <LogLoading words={t(`developer.${of}.loading`)} /> : null}
      {isEmpty ? (
        <EmptyState
          title={t(`developer.${of}.empty.title`)}
          body={t(`developer.${of}.empty.body`)}
        />
      ) : null}
    </>
  );
}
