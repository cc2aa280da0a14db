import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { callApi } from '../api-client.ts';

/**
 * The sheet of a day.
 * @param isOver the day has ended: what was read before says less than the desk can say now
 */
export function dayCloseOptions(date: string, isOver: boolean) {
  return queryOptions({
    queryKey: ['day-close', date, isOver],
    queryFn: ({ signal }) => callApi('GET /api/day-close', { query: { date } }, { signal }),
    // Somebody checks it line by line: it moves only when it is asked to.
    staleTime: Infinity,
    gcTime: 0,
    refetchOnWindowFocus: false,
    placeholderData: keepPreviousData,
  });
}
