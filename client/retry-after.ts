import { isProblem } from './problem-error.ts';

/** Where the desk refuses without saying for how long. */
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
 * Makes a call that may be repeated, again and again for as long as the desk asks for patience.
 * One that is on its way when `signal` aborts is left to end by itself.
 * @throws what else goes wrong, and the refusal itself once `signal` is aborted
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
