/** Errors of a call to the desk. A module of its own, so that any screen may import it. */
import type { Problem, ProblemCode } from '../shared/problem.ts';

export class ProblemError extends Error {
  readonly problem: Problem;
  /** After how many seconds a retry may succeed, if the desk said. */
  readonly retryAfterSeconds: number | null;
  constructor(problem: Problem, retryAfterSeconds: number | null = null) {
    super(`${problem.code}: ${problem.detail}`);
    this.name = 'ProblemError';
    this.problem = problem;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** Whether the desk refused with this code. */
export function isProblem(error: unknown, code: ProblemCode): error is ProblemError {
  return error instanceof ProblemError && error.problem.code === code;
}

/**
 * The desk was not reached, or something else answered. Whether the call took effect is unknown.
 */
export class UnreachableError extends Error {
  constructor(cause: unknown) {
    super('The desk was not reached', { cause });
    this.name = 'UnreachableError';
  }
}

/** Whether the call may have taken effect nevertheless; only the desk knows. */
export function mayBeDone(error: unknown): boolean {
  if (error instanceof ProblemError) return error.problem.effect === 'unknown';
  return error instanceof UnreachableError;
}
