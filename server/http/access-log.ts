import type { RequestHandler } from 'express';
import type { Clock } from '../clock.ts';
import type { Logger } from '../log.ts';
import { requestState } from './request-state.ts';

/** Probes and page files come so often that they would bury the rest. */
const quietRoutes = ['probe', 'page'];

/**
 * One line per answer. It holds the route and never the query, which may have a buyer's name in it.
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
