/** The longest wait between two tries: a desk that restarts is noticed within half a minute. */
const LONGEST_MS = 30_000;
const FIRST_MS = 1_000;

/**
 * How long to wait before try number `attempt` (from 0): doubled each time, and at random between
 * half and all of that, so that twenty browsers don't come back in the same instant.
 */
export function backOffMs(attempt: number, random: () => number): number {
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt, 10));
  return Math.round(full / 2 + (full / 2) * random());
}
