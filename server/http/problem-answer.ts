/** Every error leaves the desk as `application/problem+json`. */
import type { ErrorRequestHandler, RequestHandler, Response } from 'express';
import { problems, type Problem, type ProblemCode } from '../../shared/problem.ts';
import { AppError } from '../errors.ts';
import type { Logger } from '../log.ts';
import { shownTo } from './mask-personal.ts';
import { requestState } from './request-state.ts';

/** Body parsers and Express mark their errors with a `type` or an HTTP status. */
function markOf(error: unknown): { type: string; status: number } {
  if (typeof error !== 'object' || error === null) return { type: '', status: 500 };
  const type = 'type' in error && typeof error.type === 'string' ? error.type : '';
  const status = 'status' in error && typeof error.status === 'number' ? error.status : 500;
  return { type, status };
}

/** A disk that is full, broken, write-protected or held by somebody else, by SQLite's own word. */
const DISK_FAILED = /^SQLITE_(?:FULL|IOERR|READONLY|CORRUPT|BUSY)/;

function isOfDisk(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error)) return false;
  return typeof error.code === 'string' && DISK_FAILED.test(error.code);
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
      // A path that can't be decoded names nothing.
      if (error instanceof URIError) return 'not-found';
      // Whether a COMMIT that failed is on disk, nobody can say: the effect is unknown.
      if (isOfDisk(error)) return 'storage-failed';
      // What is left of the readers' own complaints: a body that doesn't unpack.
      if (error instanceof Error && status === 400) return 'malformed-body';
      // And of the file server's: a condition that a file doesn't meet.
      return error instanceof Error && status > 400 && status < 500
        ? 'malformed-request'
        : 'internal';
  }
}

/**
 * Any error as an `AppError`. What isn't one becomes a bare code: a stranger's message may hold
 * anything, so it goes to the log alone.
 */
export function toAppError(error: unknown): AppError {
  return error instanceof AppError ? error : new AppError(codeOf(error), undefined, {}, error);
}

/** The body of the answer to an error. @param requestId becomes `instance` */
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

/** Over in a few seconds, as queues are short. */
const busyCodes: readonly ProblemCode[] = ['desk-busy', 'toss-busy'];
const BUSY_SECONDS = '3';

/** Sends the problem. Nothing of an answer may have been sent yet. */
export function sendProblem(response: Response, error: AppError): void {
  const { id, caller } = requestState(response.req);
  const problem = shownTo(caller?.actor ?? null, problemOf(error, id));
  if (error.code === 'not-signed-in') {
    response.setHeader('WWW-Authenticate', 'Bearer realm="changgu"');
  }
  if (busyCodes.includes(error.code)) response.setHeader('Retry-After', BUSY_SECONDS);
  // Whatever the answer was going to be, no cache keeps an error in its place.
  response.setHeader('Cache-Control', 'no-store');
  response.status(problem.status).type('application/problem+json').send(JSON.stringify(problem));
}

/** The last middleware: turns what was thrown into an answer and logs what nobody expected. */
export function answerErrors(log: Logger): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    const known = toAppError(error);
    if (known.code === 'internal' || known.code === 'storage-failed') {
      const { id, route } = requestState(request);
      log.error({ err: known.cause ?? known, requestId: id, route }, 'request failed');
    }
    if (response.headersSent) {
      // Half an answer is out; only cutting the connection tells the caller that it isn't whole.
      next(error);
      return;
    }
    sendProblem(response, known);
  };
}

/** Answers what nothing else did. */
export const answerNotFound: RequestHandler = (request, response) =>
  sendProblem(response, new AppError('not-found', `Nothing is at ${request.method} here`));
