import { problems, type FieldError, type Problem, type ProblemCode } from '../shared/problem.ts';

/** Optional fields of a problem: see `Problem`. */
export type ProblemExtras = Partial<
  Omit<Problem, 'type' | 'title' | 'status' | 'detail' | 'instance' | 'code' | 'effect'>
>;

/**
 * The error that domain code throws. It has a code of the catalogue, not an HTTP status; the HTTP
 * layer turns it into `application/problem+json`.
 */
export class AppError extends Error {
  readonly code: ProblemCode;
  readonly extras: ProblemExtras;

  /** @param detail one English sentence for the caller; never a secret */
  constructor(code: ProblemCode, detail?: string, extras: ProblemExtras = {}, cause?: unknown) {
    super(detail ?? problems[code][1], cause === undefined ? undefined : { cause });
    this.name = 'AppError';
    this.code = code;
    this.extras = extras;
  }
}

/** For one field of a request. */
export function refuseField(error: FieldError): AppError {
  return new AppError('invalid-request', undefined, { errors: [error] });
}

/** For a page cursor that this list did not issue. */
export function foreignCursor(): AppError {
  const detail = 'is no cursor of this list; start again without one';
  return refuseField({ pointer: '/query/cursor', code: 'invalid', params: {}, detail });
}
