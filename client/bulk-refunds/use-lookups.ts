import { callApi } from '../api-client.ts';
import { useSequentialRun, type SequentialRun } from '../run-sequentially.ts';
import { ProblemError } from '../problem-error.ts';
import { retryAfter } from '../retry-after.ts';

interface Counts {
  /** Asked for. */
  done: number;
  found: number;
}

/** How far a run has come that looks order numbers up at Toss. */
export type Lookups = SequentialRun<Counts>;

/** Of this order alone: the next one may well be answered. */
function isAboutOne(error: unknown): boolean {
  return ['payment-not-found', 'toss-unclear', 'toss-rejected'].some(
    (code) => error instanceof ProblemError && error.problem.code === code,
  );
}

/** Asks Toss for one. @returns whether it was found */
async function lookUp(orderNo: string, signal: AbortSignal): Promise<boolean> {
  try {
    await retryAfter(signal, () => callApi('POST /api/payments/lookup', { body: { orderNo } }));
    return true;
  } catch (error) {
    if (isAboutOne(error)) return false;
    throw error;
  }
}

/** Looks order numbers up, each after the one before it. */
export function useLookups(onEnd: (end: Lookups) => void) {
  return useSequentialRun<Counts>(
    { done: 0, found: 0 },
    async (orderNo, { done, found }, signal) => {
      const isFound = await lookUp(orderNo, signal);
      return { done: done + 1, found: found + (isFound ? 1 : 0) };
    },
    onEnd,
  );
}
