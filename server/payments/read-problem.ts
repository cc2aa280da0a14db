import { AppError } from '../errors.ts';
import type { ReadOutcome } from '../operations/read-status.ts';

/** The problem that a failed read is to whoever waits for it. No money moves by reading. */
export function readProblem(outcome: Exclude<ReadOutcome, { kind: 'observed' }>): AppError {
  switch (outcome.kind) {
    case 'not-found':
      return new AppError('payment-not-found');
    case 'credentials':
      return new AppError('toss-credentials');
    case 'unclear':
      return new AppError(outcome.reached ? 'toss-unclear' : 'toss-unreachable', outcome.detail);
  }
}
