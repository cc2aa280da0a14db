/** The HTTP side of a desk that waits for the lead. */
import express, { type Express, type RequestHandler } from 'express';
import type { Clock, Random } from '../clock.ts';
import type { Config } from '../config.ts';
import { logAccess } from '../http/access-log.ts';
import { believeAddresses } from '../http/believe-addresses.ts';
import { checkRequestForm } from '../http/check-form.ts';
import { checkHost } from '../http/check-origin.ts';
import { addFigures, answerMetrics, createMetrics } from '../http/metrics.ts';
import { answerErrors } from '../http/problem-answer.ts';
import { defaultLimits, limitGuesses } from '../http/rate-limits.ts';
import { nameRoute, numberRequests } from '../http/request-state.ts';
import { securityHeaders } from '../http/security-headers.ts';
import type { Logger } from '../log.ts';
import { leadsFigure } from './lead-figures.ts';
import { answerPages } from './waiting-page.ts';

/**
 * Answers `/healthz` and `/metrics` itself and sends everything else on: only the leader knows
 * sessions, limits and what is just being sent.
 */
export function waitingApp(parts: {
  config: Pick<Config, 'publicUrl' | 'trustProxy' | 'metricsToken'>;
  clock: Clock;
  random: Random;
  log: Logger;
  forward: RequestHandler;
}): Express {
  const { config, clock, random, log, forward } = parts;
  const metrics = createMetrics();
  addFigures(metrics, [leadsFigure(0)], (_name, error) => log.warn({ err: error }, 'no figure'));
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('trust proxy', config.trustProxy);
  app.use(numberRequests(random), logAccess(log, clock));
  app.use(securityHeaders(config.publicUrl), checkRequestForm, checkHost(config.publicUrl));
  app.get('/healthz', nameRoute('probe'), (_request, response) => {
    response.json({ alive: true });
  });
  app.use(believeAddresses(log));
  const guesses = limitGuesses(defaultLimits);
  app.get('/metrics', nameRoute('probe'), guesses, answerMetrics(metrics, config));
  app.use(nameRoute('forward'), forward, answerPages, answerErrors(log));
  return app;
}
