import { AppError } from '../errors.ts';
import type { ReadOutcome } from './read-status.ts';

/** The problem for the caller of a failed read. A read moves no money. */
export function readProblem(outcome: Exclude<ReadOutcome, { kind: 'observed' }>): AppError {
  switch (outcome.kind) {
    case 'not-found':
      return new AppError('payment-not-found');
    case 'credentials':
      return new AppError('toss-credentials');
    case 'denied-once':
      return new AppError('toss-unclear', 'Toss denies the payment; ask once more');
    case 'unclear':
      if (outcome.busy) return new AppError('toss-busy', outcome.detail);
      return new AppError(outcome.reached ? 'toss-unclear' : 'toss-unreachable', outcome.detail);
  }
}

/**
 * For decisions that need a good read.
 * @throws AppError as `readProblem`, and toss-unclear for a read that proves no absence
 */
export function requireGoodRead(outcome: ReadOutcome): ReadOutcome & { kind: 'observed' } {
  if (outcome.kind !== 'observed') throw readProblem(outcome);
  const { good, why } = outcome.observed;
  if (!good)
    throw new AppError('toss-unclear', `Toss's answer proves nothing: ${why ?? 'overtaken'}`);
  return outcome;
}
