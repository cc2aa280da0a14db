import { setTimeout } from 'node:timers/promises';

/** Far beyond the slowest of the desk's own limits. */
const NO_ANSWER_MS = 60_000;

/**
 * Waits for an answer. Without it, one that never comes would be garbage together with all that
 * waits for it, and a soak would not end.
 * @throws Error where it takes longer than any answer may
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
    // Ended with the answer.
    late.catch(() => undefined);
  }
}
