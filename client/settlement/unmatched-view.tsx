import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import { unmatchedOptions } from '../settlement-options.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { entriesOf, type Entry } from './line-kind.ts';
import { LineTable } from './line-table.tsx';
import styles from './unmatched-view.module.css';

function Side({ title, entries, left }: { title: string; entries: Entry[]; left: number }) {
  const { t } = useTranslation();
  if (entries.length === 0) return null;
  return (
    <section className={styles.side}>
      <h2>{title}</h2>
      <LineTable label={title} entries={entries} withDay />
      {left === 0 ? null : <p>{t('settlement.unmatched.left', { count: left })}</p>}
    </section>
  );
}

/** What is on one side only, of all days. */
export function UnmatchedView() {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(unmatchedOptions);
  if (data === undefined) {
    return error === null ? (
      <div role="status">
        <span className="vh">{t('settlement.loading')}</span>
        <Skeleton width="90%" />
      </div>
    ) : (
      <ProblemNotice
        error={error}
        money={false}
        action={<Button onClick={() => void refetch()}>{t('common.retry')}</Button>}
      />
    );
  }
  const lines = entriesOf(data.lines.items, []);
  const missing = entriesOf([], data.missing.items);
  if (lines.length + missing.length === 0) {
    return (
      <EmptyState
        title={t('settlement.unmatched.none')}
        body={t('settlement.unmatched.noneBody')}
      />
    );
  }
  return (
    <>
      <Side title={t('settlement.unmatched.lines')} entries={lines} left={data.lines.left} />
      <Side title={t('settlement.unmatched.missing')} entries={missing} left={data.missing.left} />
    </>
  );
}
