import { Button } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { CopyLine } from '../ui/copy-line.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { CallbackFilters } from './callback-filters.tsx';
import { CallbackRow } from './callback-row.tsx';
import { anyCallback, type CallbackQuery } from './call-query.ts';
import { callbackListOptions, developerOptions } from './developer-options.ts';
import { LogList, LogTools, type Reading } from '../parts/log/log-list.tsx';
import styles from './about-log.module.css';

interface ListProps {
  query: CallbackQuery;
  onQuery: (query: CallbackQuery) => void;
}

/** 콜백: requests to the callback address, from Toss or from anybody who pretends to be Toss. */
export function CallbackList({ query, onQuery }: ListProps) {
  const { t } = useTranslation();
  const list = useInfiniteQuery(callbackListOptions(query));
  return (
    <section aria-label={t('developer.callbacks.section')}>
      <Address />
      <LogTools reading={list}>
        <CallbackFilters query={query} onQuery={onQuery} />
      </LogTools>
      <LogList
        reading={list}
        words={{
          loading: t('developer.callbacks.loading'),
          failed: t('developer.callbacks.failed'),
          moreFailed: t('developer.callbacks.moreFailed'),
        }}
        entries={list.data?.pages.flatMap(({ items }) => items) ?? null}
        atOf={({ receivedAt }) => receivedAt}
        row={(callback) => <CallbackRow key={callback.id} callback={callback} onOnly={onQuery} />}
        nothing={<Nothing reading={list} query={query} onQuery={onQuery} />}
      />
    </section>
  );
}

function Address() {
  const { t } = useTranslation();
  const { data } = useQuery(developerOptions);
  if (data === undefined) return null;
  const label = t('developer.callbacks.url');
  return (
    <div className={styles.address}>
      <p className={styles.label}>{label}</p>
      <CopyLine text={data.callbackUrl} label={label} />
      <p className={styles.quiet}>
        {[
          t('developer.callbacks.believed'),
          t(`developer.callbacks.${data.adoptsUnknown ? 'adopts' : 'adoptsNot'}`),
        ].join(' ')}
      </p>
    </div>
  );
}

/** Nothing found: a request searches only part of the callbacks, so older ones may follow. */
function Nothing({ reading, query, onQuery }: ListProps & { reading: Reading }) {
  const { t } = useTranslation();
  if (reading.hasNextPage) {
    return (
      <EmptyState
        title={t('developer.callbacks.notYet.title')}
        body={t('developer.callbacks.notYet.body')}
      >
        <Button loading={reading.isFetchingNextPage} onClick={() => void reading.fetchNextPage()}>
          {t('developer.callbacks.further')}
        </Button>
      </EmptyState>
    );
  }
  if (Object.values(query).every((value) => value === null)) {
    return (
      <EmptyState
        title={t('developer.callbacks.empty.title')}
        body={t('developer.callbacks.empty.body')}
      />
    );
  }
  return (
    <EmptyState
      title={t('developer.callbacks.filtered.title')}
      body={t('developer.callbacks.filtered.body')}
    >
      <Button onClick={() => onQuery(anyCallback)}>{t('log.clear')}</Button>
    </EmptyState>
  );
}
