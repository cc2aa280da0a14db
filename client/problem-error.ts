/** How a call to the desk can fail; apart from the call itself, so that any screen may tell it. */
import type { Problem, ProblemCode } from '../shared/problem.ts';

/** The desk answered with a problem. */
export class ProblemError extends Error {
  readonly problem: Problem;
  /** After how many seconds asking again may help, where the desk told. */
  readonly retryAfterSeconds: number | null;
  constructor(problem: Problem, retryAfterSeconds: number | null = null) {
    super(`${problem.code}: ${problem.detail}`);
    this.name = 'ProblemError';
    this.problem = problem;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** Whether the desk refused for this reason. */
export function isProblem(error: unknown, code: ProblemCode): error is ProblemError {
  return error instanceof ProblemError && error.problem.code === code;
}

/** The desk was not reached, or what answered was not the desk. Whether it acted is not known. */
export class UnreachableError extends Error {
  constructor(cause: unknown) {
    super('The desk was not reached', { cause });
    this.name = 'UnreachableError';
  }
}

/** Whether what was asked for may have been done all the same: only the desk can tell by now. */
export function mayBeDone(error: unknown): boolean {
  if (error instanceof ProblemError) return error.problem.effect === 'unknown';
  return error instanceof UnreachableError;
}
