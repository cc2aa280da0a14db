import { AppError } from '../errors.ts';
import type { ReadOutcome } from './read-status.ts';

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

/**
 * For a decision that only a good read allows.
 * @throws AppError as `readProblem`, and toss-unclear for a read that proves no absence
 */
export function requireGoodRead(outcome: ReadOutcome): void {
  if (outcome.kind !== 'observed') throw readProblem(outcome);
  if (!outcome.good || outcome.observed.contradicts) {
    throw new AppError('toss-unclear', `Toss's answer proves nothing: ${outcome.why ?? 'it lags'}`);
  }
}
