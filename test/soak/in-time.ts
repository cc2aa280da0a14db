import { setTimeout } from 'node:timers/promises';

/** Far beyond the slowest time limit of the desk. */
const NO_ANSWER_MS = 60_000;

/**
 * Waits for a response. Without the time-out a lost response would be garbage-collected together
 * with everything that waits for it, and a soak would not end.
 * @throws Error where it takes longer than any response may
 */
export async function inTime<T>(name: string, answer: Promise<T>): Promise<T> {
  const done = new AbortController();
  const late = setTimeout(NO_ANSWER_MS, undefined, { signal: done.signal }).then(() => {
    throw new Error(`${name}: no answer after ${String(NO_ANSWER_MS / 1000)} s`);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    done.abort();
    // Settled together with the response.
    late.catch(() => undefined);
  }
}
