import { createHash, timingSafeEqual } from 'node:crypto';
import type { RequestHandler } from 'express';
import { collectDefaultMetrics, Histogram, Registry } from 'prom-client';
import type { Clock } from '../clock.ts';
import { AppError } from '../errors.ts';
import { bearerOf } from './check-origin.ts';
import { requestState } from './request-state.ts';

/** A registry with the process's own figures; features add theirs. */
export function createMetrics(): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return registry;
}

/** Times every answer by the pattern of its path. */
export function timeAnswers(registry: Registry, clock: Clock): RequestHandler {
  const histogram = new Histogram({
    name: 'changgu_http_seconds',
    help: 'Time to answer, by method, route and status',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10, 40],
    registers: [registry],
  });
  return (request, response, next) => {
    const startMs = clock.nowMs();
    response.once('finish', () => {
      const { route } = requestState(request);
      const labels = { method: request.method, route, status: response.statusCode };
      histogram.observe(labels, (clock.nowMs() - startMs) / 1000);
    });
    next();
  };
}

function sameSecret(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}

const loopbackUrl = /^https?:\/\/(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/;

/** `/metrics`: with METRICS_TOKEN, or on a loopback desk that no proxy stands before. */
export function answerMetrics(
  registry: Registry,
  access: { metricsToken: string | null; publicUrl: string },
): RequestHandler {
  return async (request, response) => {
    if (access.metricsToken !== null) {
      const bearer = bearerOf(request.headers);
      if (bearer === null || !sameSecret(bearer, access.metricsToken)) {
        throw new AppError('not-signed-in', '/metrics needs METRICS_TOKEN as its bearer');
      }
    } else if (!loopbackUrl.test(access.publicUrl) || 'x-forwarded-for' in request.headers) {
      throw new AppError('forbidden', '/metrics opens with METRICS_TOKEN');
    }
    response.setHeader('Cache-Control', 'no-store');
    response.type(registry.contentType).send(await registry.metrics());
  };
}
