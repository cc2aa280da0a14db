import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { callApi } from '../api-client.ts';

/**
 * The sheet of a day.
 * @param isOver the day has ended; part of the key, so that a sheet fetched before is not reused
 */
export function dayCloseOptions(date: string, isOver: boolean) {
  return queryOptions({
    queryKey: ['day-close', date, isOver],
    queryFn: ({ signal }) => callApi('GET /api/day-close', { query: { date } }, { signal }),
    // People check the sheet line by line, so it changes only when they ask for it.
    staleTime: Infinity,
    gcTime: 0,
    refetchOnWindowFocus: false,
    placeholderData: keepPreviousData,
  });
}
