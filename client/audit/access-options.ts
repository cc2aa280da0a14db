import { infiniteQueryOptions, keepPreviousData } from '@tanstack/react-query';
import { callApi } from '../api-client.ts';
import { toAccessFilter, type AccessQuery } from './access-query.ts';

/** Rows per page, as in the other lists. */
const PAGE_ROWS = 50;

/** Keyset pages. Refetched only on request, so that rows do not move while somebody reads. */
export function accessListOptions(query: AccessQuery) {
  return infiniteQueryOptions({
    queryKey: ['access-records', query],
    queryFn: ({ pageParam, signal }) => {
      const cursor = pageParam === null ? {} : { cursor: pageParam };
      return callApi(
        'GET /api/access-records',
        { query: { ...toAccessFilter(query), limit: PAGE_ROWS, ...cursor } },
        { signal },
      );
    },
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
    placeholderData: keepPreviousData,
    refetchOnWindowFocus: false,
  });
}
