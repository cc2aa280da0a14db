import { callApi } from '../api-client.ts';
import { useSequentialRun, type SequentialRun } from '../run-sequentially.ts';
import { ProblemError } from '../problem-error.ts';
import { retryAfter } from '../retry-after.ts';

interface Counts {
  /** Read. */
  done: number;
  /** Toss was asked and gave no answer that could be used. */
  failed: number;
  /** How many of those since the last that was read. */
  inARow: number;
}

/** How far a run has come that reads payments at Toss again. */
export type Reread = SequentialRun<Counts>;

/** After so many in a row there is no point in asking about the next one. */
const MOST_FAILURES_IN_A_ROW = 3;

/** `true`: of this payment alone; what else goes wrong would go wrong with the next one too. */
function isAboutOne(error: unknown): error is ProblemError {
  if (!(error instanceof ProblemError)) return false;
  return ['payment-not-found', 'toss-unclear'].includes(error.problem.code);
}

/** Reads payments at Toss again, each after the one before it. */
export function useReread(onEnd: (end: Reread) => void) {
  return useSequentialRun<Counts>(
    { done: 0, failed: 0, inARow: 0 },
    async (payToken, now, signal) => {
      try {
        await retryAfter(signal, () =>
          callApi('POST /api/payments/:payToken/refresh', { params: { payToken } }),
        );
        return { done: now.done + 1, inARow: 0 };
      } catch (error) {
        if (!isAboutOne(error)) throw error;
        const inARow = now.inARow + 1;
        const failures = { failed: now.failed + 1, inARow };
        return inARow < MOST_FAILURES_IN_A_ROW ? failures : { ...failures, error };
      }
    },
    onEnd,
  );
}
