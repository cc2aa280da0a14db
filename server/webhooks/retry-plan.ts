/** When a delivery that failed is tried again, and when an endpoint is given up. */
import type { Random } from '../clock.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** The pauses before the second attempt and those after it; about a day and a half in all. */
export const retryPauses: readonly number[] = [
  ...[5 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR],
];

/** An endpoint that took nothing for so long is switched off. */
export const GIVEN_UP_AFTER_MS = 72 * HOUR;
/** A longer Retry-After is not believed. */
const LONGEST_PAUSE_MS = 24 * HOUR;

/**
 * The pause before the next attempt; `null`: there is none.
 * @param made attempts so far
 */
export function pauseAfter(
  made: number,
  {
    askedMs,
    random,
    pauses,
  }: { askedMs: number | null; random: Random; pauses: readonly number[] },
): number | null {
  const planned = pauses[made - 1];
  if (planned === undefined) return null;
  // A tenth more or less, so that what failed together does not come back together.
  const jittered = planned * (0.9 + 0.2 * random.fraction());
  return Math.round(Math.max(jittered, Math.min(askedMs ?? 0, LONGEST_PAUSE_MS)));
}

/** For how long an endpoint gets nothing at all, by its Retry-After; `null`: no such wish. */
export function pauseOf(status: number | null, askedMs: number | null): number | null {
  if (askedMs === null || (status !== 429 && status !== 503)) return null;
  return Math.min(askedMs, LONGEST_PAUSE_MS);
}
