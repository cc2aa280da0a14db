import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { callApi } from '../api-client.ts';

/** People check a sheet line by line, so it changes only when they ask for it. */
const still = {
  staleTime: Infinity,
  gcTime: 0,
  refetchOnWindowFocus: false,
  placeholderData: keepPreviousData,
} as const;

/** @param month `'2026-11'`; `today` is part of the key, so that yesterday's is not reused */
export function monthOptions(month: string, today: string) {
  return queryOptions({
    queryKey: ['month-close', month, today],
    queryFn: ({ signal }) =>
      callApi('GET /api/day-close/months/:month', { params: { month } }, { signal }),
    ...still,
  });
}

/** Some days, both included. */
export function spanOptions(span: { from: string; to: string }, today: string) {
  return queryOptions({
    queryKey: ['span-close', span.from, span.to, today],
    queryFn: ({ signal }) => callApi('GET /api/day-close/span', { query: span }, { signal }),
    ...still,
  });
}
