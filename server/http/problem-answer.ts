/** Answers every error as `application/problem+json`. */
import type { ErrorRequestHandler, RequestHandler, Response } from 'express';
import { problems, type Problem, type ProblemCode } from '../../shared/problem.ts';
import { AppError } from '../errors.ts';
import type { Logger } from '../log.ts';
import { maskFor } from './mask-personal.ts';
import { requestState } from './request-state.ts';

/** The `type` or HTTP status that body parsers and Express set on errors. */
function markOf(error: unknown): { type: string; status: number } {
  if (typeof error !== 'object' || error === null) return { type: '', status: 500 };
  const type = 'type' in error && typeof error.type === 'string' ? error.type : '';
  const status = 'status' in error && typeof error.status === 'number' ? error.status : 500;
  return { type, status };
}

/** SQLite's error codes of a disk that is full, broken or write-protected, or a locked file. */
const DISK_FAILED = /^SQLITE_(?:FULL|IOERR|READONLY|CORRUPT|BUSY)/;
/**
 * The same of PostgreSQL: no answer, or the SQLSTATEs of missing resources, an operator's stop, an
 * error of its system, a standby that only reads, and a lock that is held.
 */
const DATABASE_FAILED = /^(?:CONNECTION_LOST|5[378][0-9A-Z]{3}|25006|55P03)$/;

function isOfStorage(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error)) return false;
  const { code } = error;
  return typeof code === 'string' && (DISK_FAILED.test(code) || DATABASE_FAILED.test(code));
}

function codeOf(error: unknown): ProblemCode {
  const { type, status } = markOf(error);
  switch (type) {
    case 'entity.too.large':
    case 'parameters.too.many':
      return 'body-too-large';
    case 'charset.unsupported':
    case 'encoding.unsupported':
      return 'unsupported-media-type';
    case 'entity.parse.failed':
    case 'entity.verify.failed':
    case 'request.aborted':
    case 'request.size.invalid':
    case 'stream.encoding.set':
      return 'malformed-body';
    default:
      // A path that can't be decoded matches nothing.
      if (error instanceof URIError) return 'not-found';
      // It is unknown whether a failed COMMIT is on disk, so the effect is unknown.
      if (isOfStorage(error)) return 'storage-failed';
      // What remains of the body parsers' errors: a body that can't be decompressed.
      if (error instanceof Error && status === 400) return 'malformed-body';
      // And of the file server's: an unmet precondition or range.
      return error instanceof Error && status > 400 && status < 500
        ? 'malformed-request'
        : 'internal';
  }
}

/**
 * Any error as an `AppError`. An unknown error becomes a bare code: its message may contain
 * anything, so it is only logged.
 */
export function toAppError(error: unknown): AppError {
  return error instanceof AppError ? error : new AppError(codeOf(error), undefined, {}, error);
}

/** The body of an error's answer. @param requestId becomes `instance` */
export function problemOf(error: AppError, requestId: string): Problem {
  const [status, title, effect] = problems[error.code];
  return {
    type: `/api/docs#problem-${error.code}`,
    title,
    status,
    detail: error.message,
    instance: requestId,
    code: error.code,
    effect,
    ...error.extras,
  };
}

/** Short queues are empty again within a few seconds. */
const busyCodes: readonly ProblemCode[] = ['desk-busy', 'toss-busy'];
const BUSY_SECONDS = '3';

/** Sends the problem. No part of an answer may have been sent before. */
export function sendProblem(response: Response, error: AppError): void {
  const { id, caller, scope } = requestState(response.req);
  const problem = maskFor(caller?.actor ?? null, problemOf(error, id), scope);
  if (error.code === 'not-signed-in') {
    response.setHeader('WWW-Authenticate', 'Bearer realm="changgu"');
  }
  if (busyCodes.includes(error.code)) response.setHeader('Retry-After', BUSY_SECONDS);
  // Errors must not be cached, whatever the answer would have been.
  response.setHeader('Cache-Control', 'no-store');
  response.status(problem.status).type('application/problem+json').send(JSON.stringify(problem));
}

/** The last middleware: answers errors and logs unexpected ones. */
export function answerErrors(log: Logger): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    const known = toAppError(error);
    if (known.code === 'internal' || known.code === 'storage-failed') {
      const { id, route } = requestState(request);
      log.error({ err: known.cause ?? known, requestId: id, route }, 'request failed');
    }
    if (response.headersSent) {
      // Part of the answer has been sent; only closing the connection shows that it is incomplete.
      next(error);
      return;
    }
    sendProblem(response, known);
  };
}

/** Answers requests that no route matched. */
export const answerNotFound: RequestHandler = (request, response) =>
  sendProblem(response, new AppError('not-found', `Nothing is at ${request.method} here`));
