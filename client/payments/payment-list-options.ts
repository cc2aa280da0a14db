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

/** Rows per page, as the design asks. */
const PAGE_ROWS = 50;
/** Pages that come by themselves; whoever wants more than 500 rows may say so. */
export const PAGES_BY_THEMSELVES = 10;
/** Whoever does, wants many: as many as the desk gives at once. */
const LATER_PAGE_ROWS = 200;
/**
 * The pages that came by themselves follow every event. Those after them are read again this
 * often: with ten thousand rows each event would cost dozens of calls, and a busy hour the limit.
 */
const LATER_PAGES_EVERY_MS = 30_000;
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

/** What the desk is asked for the first page of a list. */
export function firstPageInput(query: ListQuery, nowMs: number) {
  return {
    ...toPaymentFilter(query, nowMs),
    sort: query.sort,
    fields: 'list' as const,
    limit: FIRST_PAGE.limit,
  };
}

/** The first page of a list as the cache keeps it. */
export function firstPageOf(page: Answer<'GET /api/payments'>, readAtMs: number): Answers {
  return { pages: [{ ...page, readAtMs }], pageParams: [FIRST_PAGE] };
}

/**
 * The first payments of a filter in the list's order, for whoever wants them all.
 * @param most so many at most
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
  /** Which page it is, from 0. */
  index: number;
  /** `null`: from the top. */
  cursor: string | null;
  limit: number;
}

const FIRST_PAGE: PagePlace = { index: 0, cursor: null, limit: PAGE_ROWS };

type Answers = InfiniteData<ListPage, PagePlace>;

/** While the pages of a list are read again, each asks for the rows of the same answer. */
const rowsOfAnswers = new WeakMap<Answers, ReadonlyMap<string, ListedPayment>>();

function knownRows(before: Answers): ReadonlyMap<string, ListedPayment> {
  const known = rowsOfAnswers.get(before);
  if (known !== undefined) return known;
  const rows = rowsOf(before.pages.map(({ items }) => items));
  rowsOfAnswers.set(before, rows);
  return rows;
}

/**
 * Rows that are as they were stay the same objects, wherever in the list they are now, so that they
 * needn't be drawn again; and a page of such rows stays the same array.
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

/** Whether a page is so far down, and was read so lately, that it needn't be read again. */
function isFresh(page: ListPage, index: number): boolean {
  return index >= PAGES_BY_THEMSELVES && deskNowMs() - page.readAtMs < LATER_PAGES_EVERY_MS;
}

/** The list by keyset pages. */
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
    // Comparing all pages at once would hold the browser up for as long as ten thousand rows take.
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

/** Count and sums of a filter. */
export type PaymentSummary = Answer<'GET /api/payments/summary'>;

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
