import { callApi } from '../api-client.ts';
import { useSequentialRun, type SequentialRun } from '../run-sequentially.ts';
import { ProblemError } from '../problem-error.ts';
import { retryAfter } from '../retry-after.ts';

interface Counts {
  /** Order numbers that were looked up. */
  done: number;
  found: number;
}

/** Progress of looking up order numbers at Toss. */
export type Lookups = SequentialRun<Counts>;

/** `true` for an error of this order alone: the next one may still be found. */
function isAboutOne(error: unknown): boolean {
  return ['payment-not-found', 'toss-unclear', 'toss-rejected'].some(
    (code) => error instanceof ProblemError && error.problem.code === code,
  );
}

/** Looks up one order at Toss. @returns whether it was found */
async function lookUp(orderNo: string, signal: AbortSignal): Promise<boolean> {
  try {
    await retryAfter(signal, () => callApi('POST /api/payments/lookup', { body: { orderNo } }));
    return true;
  } catch (error) {
    if (isAboutOne(error)) return false;
    throw error;
  }
}

/** Looks up order numbers sequentially. */
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
