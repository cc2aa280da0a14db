import type { RequestHandler } from 'express';
import type { Clock } from '../clock.ts';
import type { Logger } from '../log.ts';
import { requestState } from './request-state.ts';

/** Probes and pages are requested so often that they would hide other lines. */
const quietRoutes = ['probe', 'page'];

/**
 * Logs one line per answer, with the route and never the query, which may contain a buyer's name.
 */
export function logAccess(log: Logger, clock: Clock): RequestHandler {
  return (request, response, next) => {
    const startMs = clock.nowMs();
    response.once('close', () => {
      const { id, route, caller } = requestState(request);
      const level = quietRoutes.includes(route) ? 'debug' : 'info';
      if (!log.isLevelEnabled(level)) return;
      log[level](
        {
          requestId: id,
          method: request.method,
          route,
          status: response.statusCode,
          ms: clock.nowMs() - startMs,
          caller: caller?.actor.id ?? null,
          cut: !response.writableFinished,
        },
        'request',
      );
    });
    next();
  };
}
