/** How every log is paged: by keyset, newest entries first. */
import { keepPreviousData } from '@tanstack/react-query';

/** Rows per page, as in the other lists. */
const PAGE_ROWS = 50;

/** Refetched only on request, so that rows do not move while somebody reads. */
export const logPages = {
  initialPageParam: null as string | null,
  getNextPageParam: (last: { nextCursor: string | null }) => last.nextCursor,
  placeholderData: keepPreviousData,
  refetchOnWindowFocus: false,
} as const;

export function pageAt(cursor: string | null): { limit: number; cursor?: string } {
  return cursor === null ? { limit: PAGE_ROWS } : { limit: PAGE_ROWS, cursor };
}
