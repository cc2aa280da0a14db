import { queryOptions } from '@tanstack/react-query';
import type { Answer } from '../../shared/api.ts';
import { callApi } from '../api-client.ts';
import { setDeskTime } from '../ui/ticker.ts';

export type Counters = Answer<'GET /api/counters'>;

/**
 * What is waiting for somebody. Events refetch it; the slow interval is for what depends on the
 * time, such as the end of the day, and for a broken event stream.
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

/** An outcome that has been unknown for this long needs attention. */
const LOUD_AFTER_MS = 30 * 60_000;

/** Since when the oldest outcome has been unclear if that is too long, else `null`. */
export function loudSince(counters: Counters, nowMs: number): string | null {
  const { count, oldestSentAt } = counters.unclear;
  if (count === 0 || oldestSentAt === null) return null;
  return nowMs - Date.parse(oldestSentAt) >= LOUD_AFTER_MS ? oldestSentAt : null;
}

/**
 * The total of 할 일.
 * @param decides whether bank transfers that wait are shown to this person
 */
export function waitingCount(counters: Counters, decides: boolean): number {
  const { approved, unclear, proposed, bulkProposed, bankTransfersWaiting } = counters;
  const { bulkAtLimit, bankTransfersOver, needsPerson, givenUp, drift } = counters;
  const decisions = [approved, unclear, proposed, bulkProposed, bulkAtLimit];
  const all = [...decisions, bankTransfersOver, needsPerson, givenUp, drift];
  return [...all, ...(decides ? [bankTransfersWaiting] : [])].reduce(
    (sum, one) => sum + one.count,
    0,
  );
}
