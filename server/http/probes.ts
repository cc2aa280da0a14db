import express, { type RequestHandler, type Router } from 'express';
import type { Registry } from 'prom-client';
import type { DataFileState } from '../../shared/data-file.ts';
import { AppError } from '../errors.ts';
import { answerMetrics } from './metrics.ts';
import { nameRoute } from './request-state.ts';

/**
 * `/healthz`: the process answers. `/readyz`: it serves, with `readOnly` until the data file is
 * checked. `/metrics`.
 */
export function probes(deps: {
  ready: () => boolean;
  fileState: () => DataFileState;
  metrics: Registry;
  access: { metricsToken: string | null; publicUrl: string };
  /** Rate limit for wrong tokens. */
  guesses: RequestHandler;
}): Router {
  const router = express.Router();
  router.use(['/healthz', '/readyz', '/metrics'], nameRoute('probe'));
  router.get('/healthz', (_request, response) => {
    response.json({ alive: true });
  });
  router.get('/readyz', (_request, response) => {
    if (!deps.ready()) throw new AppError('not-ready');
    const state = deps.fileState();
    if (state === 'damaged') throw new AppError('file-damaged');
    response.json(state === 'checking' ? { ready: true, readOnly: true } : { ready: true });
  });
  router.get('/metrics', deps.guesses, answerMetrics(deps.metrics, deps.access));
  return router;
}
