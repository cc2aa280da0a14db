/** How a call to the desk can fail; apart from the call itself, so that any screen may tell it. */
import type { Problem } from '../shared/problem.ts';

/** The desk answered with a problem. */
export class ProblemError extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(`${problem.code}: ${problem.detail}`);
    this.name = 'ProblemError';
    this.problem = problem;
  }
}

/** The desk was not reached, or what answered was not the desk. Whether it acted is not known. */
export class UnreachableError extends Error {
  constructor(cause: unknown) {
    super('The desk was not reached', { cause });
    this.name = 'UnreachableError';
  }
}
