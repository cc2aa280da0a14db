import { Button } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { callApi } from '../api-client.ts';
import { isProblem } from '../problem-error.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import { SetFilter } from './filter-chip.tsx';
import { filterNames } from './filters/index.ts';
import styles from './list-empty.module.css';
import { defaultQuery, isSet, withoutFilters, type ListQuery } from './list-query.ts';
import { paymentSummaryOptions } from './payment-list-options.ts';
import { looksLikeOrderNo } from './search-words.ts';

interface EmptyProps {
  query: ListQuery;
  onQuery: (query: ListQuery) => void;
  onOpen: (payToken: string) => void;
  /** Focuses the search box. */
  onSearch: () => void;
  mayCreate: boolean;
}

/** An orderNo that the desk does not have: offers to look it up at Toss. */
function NotHere({ query, onOpen }: Pick<EmptyProps, 'query' | 'onOpen'>) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const lookup = useMutation({
    mutationFn: () => callApi('POST /api/payments/lookup', { body: { orderNo: query.q } }),
    onSuccess: async ({ payment }) => {
      await client.invalidateQueries({ queryKey: ['payments'] });
      onOpen(payment.payToken);
    },
  });
  // Neither here nor at Toss: the offer would lead to the same again.
  if (isProblem(lookup.error, 'payment-not-found')) {
    return <ProblemNotice error={lookup.error} money={false} />;
  }
  return (
    <>
      <EmptyState title={t('list.search.notHere')} body={t('list.search.mayBeAtToss')}>
        <Button
          loading={lookup.isPending}
          leftSection={<IconSearch size={16} stroke={1.75} aria-hidden="true" />}
          onClick={() => lookup.mutate()}
        >
          {t('list.search.lookup')}
        </Button>
      </EmptyState>
      {lookup.isError ? <ProblemNotice error={lookup.error} money={false} /> : null}
    </>
  );
}

function Filtered({ query, onQuery }: Pick<EmptyProps, 'query' | 'onQuery'>) {
  const { t } = useTranslation();
  const set = filterNames.filter((name) => isSet(query, name));
  const longer = query.period === 'all' ? null : query.period === '90d' ? 'all' : '90d';
  const narrowed = set.length > 0;
  return (
    <EmptyState
      title={
        query.q === '' ? t('list.empty.filteredTitle') : t('list.search.nothing', { q: query.q })
      }
      body={narrowed ? t('list.empty.filteredBody') : t('list.search.nothingNote')}
    >
      {narrowed ? (
        <div className={styles.chips}>
          {set.map((name) => (
            <SetFilter key={name} name={name} query={query} onQuery={onQuery} />
          ))}
        </div>
      ) : null}
      {longer === null ? null : (
        <Button onClick={() => onQuery({ ...query, period: longer, fromDay: null, toDay: null })}>
          {t(longer === 'all' ? 'list.filters.toAll' : 'list.filters.to90')}
        </Button>
      )}
      {narrowed ? (
        <Button variant="subtle" color="gray" onClick={() => onQuery(withoutFilters(query))}>
          {t('list.filters.clear')}
        </Button>
      ) : null}
    </EmptyState>
  );
}

function NoneYet({ onSearch, mayCreate }: Pick<EmptyProps, 'onSearch' | 'mayCreate'>) {
  const { t } = useTranslation();
  return (
    <EmptyState title={t('list.empty.title')} body={t('list.empty.body')}>
      {mayCreate ? (
        <Button component={Link} to="/payments/new" variant="filled">
          {t('list.create')}
        </Button>
      ) : null}
      <Button onClick={onSearch}>{t('list.empty.find')}</Button>
    </EmptyState>
  );
}

/** Says why the list is empty and what to try next. */
export function ListEmpty(props: EmptyProps) {
  const { query } = props;
  const narrowed = filterNames.some((name) => isSet(query, name));
  // An empty list without filters may mean that the desk has no payments at all.
  const ever = useQuery({
    ...paymentSummaryOptions({ ...defaultQuery, period: 'all' }),
    enabled: !narrowed,
  });
  const onlySearched = filterNames.every(
    (name) => name === 'q' || name === 'period' || !isSet(query, name),
  );
  if (query.q !== '' && onlySearched && looksLikeOrderNo(query.q)) {
    return <NotHere query={query} onOpen={props.onOpen} />;
  }
  if (!narrowed && ever.data === undefined && !ever.isError) return null;
  if (!narrowed && ever.data?.count === 0) return <NoneYet {...props} />;
  return <Filtered query={query} onQuery={props.onQuery} />;
}
