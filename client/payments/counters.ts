import { queryOptions } from '@tanstack/react-query';
import type { Answer } from '../../shared/api.ts';
import { callApi } from '../api-client.ts';
import { setDeskTime } from '../ui/ticker.ts';

export type Counters = Answer<'GET /api/counters'>;

/**
 * What waits for somebody. Events refresh it; the slow beat is for what only time changes, such as
 * the day's end, and for a broken event stream.
 */
export const countersOptions = queryOptions({
  queryKey: ['counters'],
  queryFn: async ({ signal }) => {
    const counters = await callApi('GET /api/counters', {}, { signal });
    setDeskTime(counters.asOf);
    return counters;
  },
  refetchInterval: 30_000,
});

/** Everything of 할 일 in one number. */
export function waitingCount(counters: Counters): number {
  const { approved, unclear, proposed, needsPerson, drift } = counters;
  return [approved, unclear, proposed, needsPerson, drift].reduce((sum, one) => sum + one.count, 0);
}
