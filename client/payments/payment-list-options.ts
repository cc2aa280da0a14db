import {
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  replaceEqualDeep,
  type InfiniteData,
} from '@tanstack/react-query';
import type { Answer, PaymentFilter } from '../../shared/api.ts';
import type { ListedPayment } from '../../shared/payment.ts';
import { callApi } from '../api-client.ts';
import { deskNowMs } from '../ui/ticker.ts';
import { toPaymentFilter, type ListQuery } from './list-query.ts';
import { rowsOf } from './stable-row-order.ts';

/** Rows of a page that loads by itself. */
const PAGE_ROWS = 50;
/** The number of pages that load by themselves; after 500 rows a button loads more. */
export const PAGES_BY_THEMSELVES = 10;
/** Rows of a page that the button loads: the API's maximum. */
const LATER_PAGE_ROWS = 200;
/**
 * The pages that load by themselves are refetched on every event. Later ones are refetched at this
 * interval: with ten thousand rows each event would cost dozens of calls, and a busy hour would
 * reach the rate limit.
 */
const LATER_PAGES_EVERY_MS = 30_000;
/** A fallback for the live stream: the list is polled. */
const LIST_EVERY_MS = 60_000;

/**
 * The key contains the period as chosen ("7일") and not its instants, which change at midnight
 * although the list is the same.
 */
function keyOf(query: ListQuery): Omit<ListQuery, 'sort'> {
  const { sort: _sort, ...filter } = query;
  return filter;
}

function filterOf(query: ListQuery): PaymentFilter {
  return toPaymentFilter(query, deskNowMs());
}

/** The API parameters for the first page of a list. */
export function firstPageInput(query: ListQuery, nowMs: number) {
  return {
    ...toPaymentFilter(query, nowMs),
    sort: query.sort,
    fields: 'list' as const,
    limit: FIRST_PAGE.limit,
  };
}

/** The first page of a list in the form of the cache. */
export function firstPageOf(page: Answer<'GET /api/payments'>, readAtMs: number): Answers {
  return { pages: [{ ...page, readAtMs }], pageParams: [FIRST_PAGE] };
}

/**
 * All payments of a filter, in the list's order.
 * @param most the maximum number of payments
 */
export async function readWhole(
  query: ListQuery,
  most: number,
  signal: AbortSignal,
): Promise<ListedPayment[]> {
  const found: ListedPayment[] = [];
  const asked = { ...filterOf(query), sort: query.sort, fields: 'list' as const };
  let cursor: string | null = null;
  do {
    const limit = Math.min(LATER_PAGE_ROWS, most - found.length);
    const at: { cursor?: string } = cursor === null ? {} : { cursor };
    const page = await callApi(
      'GET /api/payments',
      { query: { ...asked, limit, ...at } },
      { signal },
    );
    found.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null && found.length < most);
  return found;
}

type ListPage = Answer<'GET /api/payments'> & { readAtMs: number };

interface PagePlace {
  /** The page's index, from 0. */
  index: number;
  /** `null` for the first page. */
  cursor: string | null;
  limit: number;
}

const FIRST_PAGE: PagePlace = { index: 0, cursor: null, limit: PAGE_ROWS };

type Answers = InfiniteData<ListPage, PagePlace>;

/** Caches the rows of the last answer, because every page of a refetch needs them. */
const rowsOfAnswers = new WeakMap<Answers, ReadonlyMap<string, ListedPayment>>();

function knownRows(before: Answers): ReadonlyMap<string, ListedPayment> {
  const known = rowsOfAnswers.get(before);
  if (known !== undefined) return known;
  const rows = rowsOf(before.pages.map(({ items }) => items));
  rowsOfAnswers.set(before, rows);
  return rows;
}

/**
 * Unchanged rows keep their object identity wherever they stand now, so that they are not rendered
 * again; a page of unchanged rows keeps its array.
 */
function withKnown(
  items: ListedPayment[],
  index: number,
  before: Answers | undefined,
): ListedPayment[] {
  if (before === undefined) return items;
  const known = knownRows(before);
  const kept = items.map((item) => replaceEqualDeep(known.get(item.payToken), item));
  const page = before.pages[index]?.items;
  const isSame = page?.length === kept.length && kept.every((item, at) => item === page[at]);
  return isSame ? page : kept;
}

/** Whether a later page was read recently enough to be reused in a refetch. */
function isFresh(page: ListPage, index: number): boolean {
  return index >= PAGES_BY_THEMSELVES && deskNowMs() - page.readAtMs < LATER_PAGES_EVERY_MS;
}

/** The list, by keyset pages. */
export function paymentListOptions(query: ListQuery) {
  return infiniteQueryOptions({
    queryKey: ['payments', { ...keyOf(query), sort: query.sort }],
    queryFn: async ({ pageParam, signal, client, queryKey }): Promise<ListPage> => {
      const { index, cursor, limit } = pageParam;
      const before = client.getQueryData<Answers>(queryKey);
      const known = before?.pages[index];
      if (known !== undefined && isFresh(known, index)) return known;
      const page = await callApi(
        'GET /api/payments',
        {
          query: {
            ...firstPageInput(query, deskNowMs()),
            ...(cursor === null ? {} : { cursor }),
            limit,
          },
        },
        { signal },
      );
      return { ...page, items: withKnown(page.items, index, before), readAtMs: deskNowMs() };
    },
    // Comparing all pages at once would block the main thread with ten thousand rows.
    structuralSharing: false,
    initialPageParam: FIRST_PAGE,
    getNextPageParam: ({ nextCursor }, pages): PagePlace | null => {
      const index = pages.length;
      const limit = index < PAGES_BY_THEMSELVES ? PAGE_ROWS : LATER_PAGE_ROWS;
      return nextCursor === null ? null : { index, cursor: nextCursor, limit };
    },
    placeholderData: keepPreviousData,
    refetchInterval: LIST_EVERY_MS,
  });
}

export type PaymentSummary = Answer<'GET /api/payments/summary'>;

/** The count and sums of the whole filter, for the footer. */
export function paymentSummaryOptions(query: ListQuery) {
  return queryOptions({
    queryKey: ['summary', keyOf(query)],
    queryFn: ({ signal }) =>
      callApi('GET /api/payments/summary', { query: filterOf(query) }, { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: LIST_EVERY_MS,
  });
}
