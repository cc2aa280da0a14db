/** The longest wait between two tries: a restarted desk is noticed within half a minute. */
const LONGEST_MS = 30_000;
const FIRST_MS = 1_000;

/**
 * The wait before try number `attempt` (from 0): exponential, and random between half and all of
 * it, so that many browsers don't reconnect in the same instant.
 */
export function backOffMs(attempt: number, random: () => number): number {
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt, 10));
  return Math.round(full / 2 + (full / 2) * random());
}
