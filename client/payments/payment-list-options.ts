import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { PaymentFilter } from '../../shared/api.ts';
import { callApi } from '../api-client.ts';
import { deskNowMs } from '../ui/ticker.ts';
import { toPaymentFilter, type ListQuery } from './list-query.ts';

/** Rows per page, as the design asks. */
export const PAGE_ROWS = 50;
/** Beside the live stream: a list is asked again now and then, should the stream fail. */
const LIST_EVERY_MS = 60_000;

/**
 * The key names the query as people chose it ("7일"), not the instants that it means now: those
 * move on at midnight without making it another list.
 */
function keyOf(query: ListQuery): Omit<ListQuery, 'sort'> {
  const { sort: _sort, ...filter } = query;
  return filter;
}

function filterOf(query: ListQuery): PaymentFilter {
  return toPaymentFilter(query, deskNowMs());
}

/** The list by keyset pages. */
export function paymentListOptions(query: ListQuery) {
  return infiniteQueryOptions({
    queryKey: ['payments', { ...keyOf(query), sort: query.sort }],
    queryFn: async ({ pageParam, signal }) => {
      const cursor = pageParam === null ? {} : { cursor: pageParam };
      const page = await callApi(
        'GET /api/payments',
        { query: { ...filterOf(query), sort: query.sort, limit: PAGE_ROWS, ...cursor } },
        { signal },
      );
      return { ...page, readAtMs: deskNowMs() };
    },
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
    placeholderData: keepPreviousData,
    refetchInterval: LIST_EVERY_MS,
  });
}

/** Count and sums of the whole filter, as the footer shows them. */
export function paymentSummaryOptions(query: ListQuery) {
  return queryOptions({
    queryKey: ['summary', keyOf(query)],
    queryFn: ({ signal }) =>
      callApi('GET /api/payments/summary', { query: filterOf(query) }, { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: LIST_EVERY_MS,
  });
}
