import { infiniteQueryOptions, keepPreviousData } from '@tanstack/react-query';
import { callApi } from '../api-client.ts';
import { toAuditFilter, type AuditQuery } from './audit-query.ts';

/** Rows per page, as in the other lists. */
const PAGE_ROWS = 50;

/**
 * The log by keyset pages, the newest first. It is read anew when somebody asks for it: what is
 * being read must not move.
 */
export function auditListOptions(query: AuditQuery) {
  return infiniteQueryOptions({
    queryKey: ['audit', query],
    queryFn: ({ pageParam, signal }) => {
      const cursor = pageParam === null ? {} : { cursor: pageParam };
      return callApi(
        'GET /api/audit',
        { query: { ...toAuditFilter(query), limit: PAGE_ROWS, ...cursor } },
        { signal },
      );
    },
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
    placeholderData: keepPreviousData,
    refetchOnWindowFocus: false,
  });
}
