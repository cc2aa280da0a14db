import { Button } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { dayWords } from '../../ui/day-words.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { ProblemNotice } from '../problem-notice.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { deskNowMs } from '../../ui/ticker.ts';
import styles from '../../parts/log/log-list.module.css';

/** The part of an infinite query's state that a log shows. */
export interface Reading {
  error: Error | null;
  isError: boolean;
  isPending: boolean;
  isFetching: boolean;
  isFetchNextPageError: boolean;
  isFetchingNextPage: boolean;
  hasNextPage: boolean;
  refetch: () => Promise<unknown>;
  fetchNextPage: () => Promise<unknown>;
}

/** The filters, with a button that reads the log again. */
export function LogTools({ reading, children }: { reading: Reading; children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <div className={styles.tools}>
      {children}
      <IconButton
        label={t('log.refresh')}
        aria-disabled={reading.isFetching}
        onClick={() => {
          if (!reading.isFetching) void reading.refetch();
        }}
      >
        <IconRefresh
          size={16}
          stroke={1.75}
          className={reading.isFetching ? 'spin' : undefined}
          aria-hidden="true"
        />
      </IconButton>
    </div>
  );
}

/** A log's entries grouped by day in Seoul, newest first, or the state in their place. */
export function LogList<T>({
  reading,
  words,
  entries,
  atOf,
  row,
  nothing,
}: {
  reading: Reading;
  words: { loading: string; failed: string; moreFailed: string };
  /** `null` while loading. */
  entries: readonly T[] | null;
  atOf: (entry: T) => string;
  row: (entry: T) => ReactNode;
  nothing: ReactNode;
}) {
  const { t } = useTranslation();
  const { isFetchNextPageError: moreFailed } = reading;
  return (
    <>
      {reading.isError ? (
        <div className={styles.notice}>
          <ProblemNotice
            error={reading.error}
            money={false}
            title={moreFailed ? words.moreFailed : words.failed}
            action={
              <Button
                onClick={() => void (moreFailed ? reading.fetchNextPage() : reading.refetch())}
              >
                {t('common.retry')}
              </Button>
            }
          />
        </div>
      ) : null}
      {reading.isPending ? <LogLoading words={words.loading} /> : null}
      {entries?.length === 0 ? nothing : null}
      {entries === null || entries.length === 0 ? null : (
        <>
          <Days entries={entries} atOf={atOf} row={row} />
          {reading.hasNextPage ? (
            <div className={styles.more}>
              <Button
                loading={reading.isFetchingNextPage}
                onClick={() => void reading.fetchNextPage()}
              >
                {t('common.more')}
              </Button>
            </div>
          ) : null}
        </>
      )}
    </>
  );
}

function Days<T>({
  entries,
  atOf,
  row,
}: {
  entries: readonly T[];
  atOf: (entry: T) => string;
  row: (entry: T) => ReactNode;
}) {
  const { t } = useTranslation();
  const nowMs = deskNowMs();
  const days = new Map<string, T[]>();
  for (const entry of entries) {
    const day = dayWords(atOf(entry), nowMs, t);
    const before = days.get(day);
    if (before === undefined) days.set(day, [entry]);
    else before.push(entry);
  }
  return (
    <div>
      {[...days].map(([day, ofDay]) => (
        <section key={day}>
          <h2 className={styles.day}>{day}</h2>
          <ol>{ofDay.map(row)}</ol>
        </section>
      ))}
    </div>
  );
}

/** Placeholder while the entries load. */
export function LogLoading({ words }: { words: string }) {
  return (
    <div role="status" aria-busy="true" className={styles.loading}>
      <span className="vh">{words}</span>
      {['64%', '52%', '58%', '46%', '60%', '50%'].map((width) => (
        <Skeleton key={width} width={width} />
      ))}
    </div>
  );
}
