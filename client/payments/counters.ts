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

/** An outcome that nobody has known for so long can no longer be left to wait quietly. */
const LOUD_AFTER_MS = 30 * 60_000;

/** Since when the oldest outcome has been unclear, once that is too long; else `null`. */
export function loudSince(counters: Counters, nowMs: number): string | null {
  const { count, oldestSentAt } = counters.unclear;
  if (count === 0 || oldestSentAt === null) return null;
  return nowMs - Date.parse(oldestSentAt) >= LOUD_AFTER_MS ? oldestSentAt : null;
}

/** Everything of 할 일 in one number. */
export function waitingCount(counters: Counters): number {
  const { approved, unclear, proposed, bulkProposed, needsPerson, givenUp, drift } = counters;
  return [approved, unclear, proposed, bulkProposed, needsPerson, givenUp, drift].reduce(
    (sum, one) => sum + one.count,
    0,
  );
}
