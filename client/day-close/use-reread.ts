import { callApi } from '../api-client.ts';
import { useSequentialRun, type SequentialRun } from '../run-sequentially.ts';
import { ProblemError } from '../problem-error.ts';
import { retryAfter } from '../retry-after.ts';

interface Counts {
  /** Payments that were fetched again. */
  done: number;
  /** Payments for which Toss gave no usable answer. */
  failed: number;
  /** Failures since the last success. */
  inARow: number;
}

/** Progress of fetching payments from Toss again. */
export type Reread = SequentialRun<Counts>;

/** The run ends after this many failures in a row, because the next one would fail too. */
const MOST_FAILURES_IN_A_ROW = 3;

/** `true` for an error of this payment alone; any other would repeat with the next one. */
function isAboutOne(error: unknown): error is ProblemError {
  if (!(error instanceof ProblemError)) return false;
  return ['payment-not-found', 'toss-unclear'].includes(error.problem.code);
}

/** Fetches payments from Toss again, sequentially. */
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
