import { Button } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { KEPT_CALL_DAYS, KEPT_STATUS_READS } from '../../shared/toss-call.ts';
import { formatMoment } from '../format.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { Notice } from '../ui/notice.tsx';
import { CallFilters } from './call-filters.tsx';
import { anyCall, type CallQuery } from './call-query.ts';
import { CallRow } from './call-row.tsx';
import { callListOptions, developerOptions } from './developer-options.ts';
import { LogList, LogTools } from '../parts/log/log-list.tsx';
import styles from './about-log.module.css';

/** 호출: requests to Toss and its responses, newest first. */
export function CallList({
  query,
  onQuery,
}: {
  query: CallQuery;
  onQuery: (query: CallQuery) => void;
}) {
  const { t } = useTranslation();
  const list = useInfiniteQuery(callListOptions(query));
  const entries = list.data?.pages.flatMap(({ items }) => items) ?? null;
  const notKeptSince = list.data?.pages[0]?.notKeptSince ?? null;
  const filtered = Object.values(query).some((value) => value !== null);
  return (
    <section aria-label={t('developer.calls.section')}>
      <Where />
      {notKeptSince === null ? null : (
        <div className={styles.notice}>
          <Notice
            tone="warn"
            title={t('developer.calls.notKept.title', { when: formatMoment(notKeptSince) })}
          >
            <p>{t('developer.calls.notKept.body')}</p>
          </Notice>
        </div>
      )}
      <LogTools reading={list}>
        <CallFilters query={query} onQuery={onQuery} />
      </LogTools>
      <LogList
        reading={list}
        words={{
          loading: t('developer.calls.loading'),
          failed: t('developer.calls.failed'),
          moreFailed: t('developer.calls.moreFailed'),
        }}
        entries={entries}
        atOf={({ startedAt }) => startedAt}
        row={(call) => <CallRow key={call.id} call={call} onOnly={onQuery} />}
        nothing={
          filtered ? (
            <EmptyState
              title={t('developer.calls.filtered.title')}
              body={t('developer.calls.filtered.body')}
            >
              <Button onClick={() => onQuery(anyCall)}>{t('log.clear')}</Button>
            </EmptyState>
          ) : (
            <EmptyState
              title={t('developer.calls.empty.title')}
              body={t('developer.calls.empty.body')}
            />
          )
        }
      />
    </section>
  );
}

/** Toss's address, API version and key in use, and how long calls are kept. */
function Where() {
  const { t } = useTranslation();
  const { data } = useQuery(developerOptions);
  return (
    <p className={styles.quiet}>
      {data === undefined
        ? null
        : `${t('developer.calls.where', {
            url: data.tossBaseUrl,
            version: data.tossApiVersion,
            last4: data.keyLast4,
          })} · `}
      {t('developer.calls.kept', {
        reads: KEPT_STATUS_READS,
        days: KEPT_CALL_DAYS,
      })}
    </p>
  );
}
