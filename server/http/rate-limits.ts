import { ipKeyGenerator, rateLimit, type Options } from 'express-rate-limit';
import type { ErrorRequestHandler, Request, RequestHandler } from 'express';
import type { ProblemCode } from '../../shared/problem.ts';
import { AppError } from '../errors.ts';
import { sendProblem } from './problem-answer.ts';
import { requestState } from './request-state.ts';

const MINUTE_MS = 60_000;

/** How much one caller may ask for. */
export interface Limits {
  /** Requests a minute per person or service token: far above what a person's screens need. */
  requestsPerMinute: number;
  /** Requests a minute to the API from one address by nobody who is signed in. */
  strangersPerMinute: number;
  /** Files and pages a minute for one address: a whole shop, or a mobile network's buyers. */
  pagesPerMinute: number;
}

export const defaultLimits: Limits = {
  requestsPerMinute: 3000,
  strangersPerMinute: 600,
  pagesPerMinute: 6000,
};

/** Whose limit a request counts for: an address, or an IPv6 customer's whole network. */
export function addressOf(request: Request): string {
  return ipKeyGenerator(request.ip ?? '');
}

/** A limit that answers as a problem, with `Retry-After`. */
export function limitRate(
  options: Pick<Options, 'windowMs' | 'limit'> & {
    keyOf: (request: Request) => string;
    onlyFailures?: boolean;
    /** What happens to one too many, where it isn't refused. */
    onLimit?: RequestHandler;
  },
): RequestHandler {
  return rateLimit({
    windowMs: options.windowMs,
    limit: options.limit,
    keyGenerator: (request) => options.keyOf(request),
    skipSuccessfulRequests: options.onlyFailures ?? false,
    // Brings `Retry-After` with it.
    standardHeaders: 'draft-6',
    legacyHeaders: false,
    // Its checks warn about proxies on the console; TRUST_PROXY is checked by the configuration.
    validate: false,
    handler: options.onLimit ?? refuse,
  });
}

const refuse: RequestHandler = (_request, response) =>
  sendProblem(response, new AppError('too-many-requests'));

/** The limit on what a person does, in however many sessions, or a service token. */
export function limitPerson(perMinute: number): RequestHandler {
  return limitRate({
    windowMs: MINUTE_MS,
    limit: perMinute,
    keyOf: (request) => requestState(request).caller?.actor.id ?? addressOf(request),
  });
}

/** Whoever has given a password alone is not signed in yet. */
const strangersCodes: readonly ProblemCode[] = ['not-signed-in', 'second-factor-needed'];

/**
 * The limit on what nobody signed in asks of the API. What needs somebody signed in counts only
 * once nobody was found to be, so that a flood from a shop's own network locks out no session.
 */
export function limitStrangers(limits: Limits): {
  /** For what nobody need be signed in for. */
  requests: RequestHandler;
  /** For what was refused because nobody is. */
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

/** The limit on wrong tokens at /metrics; whoever has the right one is not counted. */
export function limitGuesses(limits: Limits): RequestHandler {
  const limit = Math.ceil(limits.strangersPerMinute / 10);
  return limitRate({ windowMs: MINUTE_MS, limit, keyOf: addressOf, onlyFailures: true });
}

/** The limit on pages and files, which anybody may read. */
export function limitPages(limits: Limits): RequestHandler {
  return limitRate({ windowMs: MINUTE_MS, limit: limits.pagesPerMinute, keyOf: addressOf });
}
