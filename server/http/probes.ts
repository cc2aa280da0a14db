import express, { type RequestHandler, type Router } from 'express';
import type { Registry } from 'prom-client';
import { AppError } from '../errors.ts';
import { answerMetrics } from './metrics.ts';
import { nameRoute } from './request-state.ts';

/** `/healthz`: the process answers. `/readyz`: lock, storage and recovery are done. `/metrics`. */
export function probes(deps: {
  ready: () => boolean;
  metrics: Registry;
  access: { metricsToken: string | null; publicUrl: string };
  /** Bounds how often somebody may try tokens. */
  guesses: RequestHandler;
}): Router {
  const router = express.Router();
  router.use(['/healthz', '/readyz', '/metrics'], nameRoute('probe'));
  router.get('/healthz', (_request, response) => {
    response.json({ alive: true });
  });
  router.get('/readyz', (_request, response) => {
    if (!deps.ready()) throw new AppError('not-ready');
    response.json({ ready: true });
  });
  router.get('/metrics', deps.guesses, answerMetrics(deps.metrics, deps.access));
  return router;
}
