import { rateLimit, type Options } from 'express-rate-limit';
import type { Request, RequestHandler } from 'express';
import { AppError } from '../errors.ts';
import { sendProblem } from './problem-answer.ts';
import { requestState } from './request-state.ts';

const MINUTE_MS = 60_000;

/** How much one caller may ask for. */
export interface Limits {
  /** Requests a minute per session or service token: far above what a person's screens need. */
  requestsPerMinute: number;
}

export const defaultLimits: Limits = { requestsPerMinute: 3000 };

/** A limit that answers as a problem, with `Retry-After`. */
export function limitRate(
  options: Pick<Options, 'windowMs' | 'limit'> & {
    keyOf: (request: Request) => string;
    onlyFailures?: boolean;
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
    handler: (_request, response) => {
      sendProblem(response, new AppError('too-many-requests'));
    },
  });
}

/** The limit on everything that somebody signed in asks for. */
export function limitCallers(limits: Limits): RequestHandler {
  return limitRate({
    windowMs: MINUTE_MS,
    limit: limits.requestsPerMinute,
    keyOf: (request) => requestState(request).caller?.key ?? request.ip ?? '',
  });
}
