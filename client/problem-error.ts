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
  /** Status of an answer that is not the desk's, such as 502 of a proxy; `null`: no answer. */
  readonly httpStatus: number | null;
  constructor(cause: unknown, httpStatus: number | null = null) {
    super('The desk was not reached', { cause });
    this.name = 'UnreachableError';
    this.httpStatus = httpStatus;
  }
}

/** Whether the desk's server is at fault: something answered, so the internet works. */
export function isServerFault(error: unknown): boolean {
  if (error instanceof UnreachableError) return (error.httpStatus ?? 0) >= 500;
  // Toss's faults also come as 5xx, and are not the desk's own.
  return error instanceof ProblemError && ownFaults.includes(error.problem.code);
}

/** Faults of the desk itself. */
export const ownFaults: readonly ProblemCode[] = ['internal', 'storage-failed'];

/** The desk takes calls again within seconds: it starts, or another desk takes the lead. */
export const passingCodes: readonly ProblemCode[] = ['not-ready', 'no-leader', 'leader-lost'];

export function isPassing(error: unknown): error is ProblemError {
  return error instanceof ProblemError && passingCodes.includes(error.problem.code);
}

/** Whether the call may have taken effect nevertheless; only the desk knows. */
export function mayBeDone(error: unknown): boolean {
  if (error instanceof ProblemError) return error.problem.effect === 'unknown';
  return error instanceof UnreachableError;
}
