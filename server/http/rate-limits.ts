import { ipKeyGenerator, rateLimit, type Options } from 'express-rate-limit';
import type { ErrorRequestHandler, Request, RequestHandler } from 'express';
import type { ProblemCode } from '../../shared/problem.ts';
import { AppError } from '../errors.ts';
import { sendProblem } from './problem-answer.ts';
import { requestState } from './request-state.ts';

const MINUTE_MS = 60_000;

/** Rate limits per caller. */
export interface Limits {
  /** Requests a minute per person or service token: far above what the screens need. */
  requestsPerMinute: number;
  /** API requests a minute from one address without a sign-in. */
  strangersPerMinute: number;
  /** Files and pages a minute per address: a whole shop, or a mobile network's buyers. */
  pagesPerMinute: number;
}

export const defaultLimits: Limits = {
  requestsPerMinute: 3000,
  strangersPerMinute: 600,
  pagesPerMinute: 6000,
};

/** Key of a request's address; an IPv6 customer's whole network counts as one. */
export function addressOf(request: Request): string {
  return ipKeyGenerator(request.ip ?? '');
}

/** A rate limit that answers with a problem and `Retry-After`. */
export function limitRate(
  options: Pick<Options, 'windowMs' | 'limit'> & {
    keyOf: (request: Request) => string;
    onlyFailures?: boolean;
    /** Sets no header, as nothing is refused. */
    silent?: boolean;
    /** Handles a request above the limit instead of refusing it. */
    onLimit?: RequestHandler;
  },
): RequestHandler {
  return rateLimit({
    windowMs: options.windowMs,
    limit: options.limit,
    keyGenerator: (request) => options.keyOf(request),
    skipSuccessfulRequests: options.onlyFailures ?? false,
    // Also sets `Retry-After`.
    standardHeaders: options.silent === true ? false : 'draft-6',
    legacyHeaders: false,
    // The library's checks warn about proxies on the console; the configuration checks TRUST_PROXY.
    validate: false,
    handler: options.onLimit ?? refuse,
  });
}

const refuse: RequestHandler = (_request, response) =>
  sendProblem(response, new AppError('too-many-requests'));

/** Rate limit of a person, over all sessions, or of a service token. */
export function limitPerson(perMinute: number): RequestHandler {
  return limitRate({
    windowMs: MINUTE_MS,
    limit: perMinute,
    keyOf: (request) => requestState(request).caller?.actor.id ?? addressOf(request),
  });
}

/** A person who has only given a password is not signed in yet. */
const strangersCodes: readonly ProblemCode[] = ['not-signed-in', 'second-factor-needed'];

/**
 * Rate limit of API requests without a sign-in. Requests to endpoints that need one count only
 * after they were refused, so that a flood from a shop's network doesn't lock out signed-in people
 * there.
 */
export function limitStrangers(limits: Limits): {
  /** For endpoints that need no sign-in. */
  requests: RequestHandler;
  /** For requests refused because nobody is signed in. */
  refusals: ErrorRequestHandler;
} {
  const requests = limitRate({
    windowMs: MINUTE_MS,
    limit: limits.strangersPerMinute,
    keyOf: addressOf,
  });
  return {
    requests,
    refusals: async (error: unknown, request, response, next) => {
      const pass = () => next(error);
      const isStranger = error instanceof AppError && strangersCodes.includes(error.code);
      if (isStranger) await requests(request, response, pass);
      else pass();
    },
  };
}

/** Rate limit of a service token; people pass. */
export function limitToken(perMinute: number): RequestHandler {
  const limit = limitPerson(perMinute);
  return async (request, response, next) => {
    if (requestState(request).caller?.actor.type === 'token') await limit(request, response, next);
    else next();
  };
}

/** Rate limit of wrong tokens at /metrics; correct ones aren't counted. */
export function limitGuesses(limits: Limits): RequestHandler {
  const limit = Math.ceil(limits.strangersPerMinute / 10);
  return limitRate({ windowMs: MINUTE_MS, limit, keyOf: addressOf, onlyFailures: true });
}

/** Rate limit of public pages and files. */
export function limitPages(limits: Limits): RequestHandler {
  return limitRate({ windowMs: MINUTE_MS, limit: limits.pagesPerMinute, keyOf: addressOf });
}
