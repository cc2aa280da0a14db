import { isProblem } from './problem-error.ts';

/** The wait when the desk refuses without a `Retry-After`. */
const WAIT_MS = 5_000;

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/**
 * Repeats a call as long as the desk answers `too-many-requests`, waiting as long as it says. The
 * call must be safe to repeat. Aborting ends the wait; a call in flight is not aborted.
 * @throws any other error, and the refusal itself once `signal` is aborted
 */
export async function retryAfter<T>(signal: AbortSignal, call: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await call();
    } catch (error) {
      if (!isProblem(error, 'too-many-requests') || signal.aborted) throw error;
      const seconds = error.retryAfterSeconds;
      await pause(seconds === null ? WAIT_MS : seconds * 1000, signal);
    }
  }
}
