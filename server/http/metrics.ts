import { createHash, timingSafeEqual } from 'node:crypto';
import type { RequestHandler } from 'express';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Clock } from '../clock.ts';
import { AppError } from '../errors.ts';
import { bearerOf, isLoopbackUrl, isToLoopback } from './check-origin.ts';
import { preferredWait } from './prefer-wait.ts';
import { requestState } from './request-state.ts';

/** A registry with the process's default metrics; features add theirs. */
export function createMetrics(): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return registry;
}

/** One value of a metric; `null`: no value, and the metric is left out. */
export interface Reading {
  labels?: Record<string, string>;
  value: number | null;
}

/** A metric that is read when /metrics is requested. */
export interface Figure {
  /** Names that end with `_total` only grow while the process runs. */
  name: string;
  help: string;
  labels?: readonly string[];
  /** Must be fast. An error removes this metric only. */
  read: () => readonly Reading[];
}

/**
 * Registers metrics.
 * @param onError called for a metric that could not be read
 */
export function addFigures(
  registry: Registry,
  figures: readonly Figure[],
  onError: (name: string, error: unknown) => void,
): void {
  for (const { name, help, labels = [], read } of figures) {
    const Metric = name.endsWith('_total') ? Counter : Gauge;
    const metric = new Metric({
      name,
      help,
      labelNames: labels,
      registers: [registry],
      collect: () => {
        metric.reset();
        // A metric without labels would otherwise be 0, which differs from having no value.
        metric.remove({});
        try {
          for (const { labels: at = {}, value } of read())
            if (value !== null) metric.inc(at, value);
        } catch (error) {
          onError(name, error);
        }
      },
    });
  }
}

/**
 * Registers a histogram of durations.
 * @param buckets upper bounds in seconds, ascending
 * @returns records a duration; labels must have few values, because every combination is kept
 */
export function addDurations<Label extends string>(
  registry: Registry,
  named: { name: string; help: string; labels: readonly Label[]; buckets: readonly number[] },
): (labels: Record<Label, string>, ms: number) => void {
  const { name, help, labels, buckets } = named;
  const histogram = new Histogram({
    name,
    help,
    labelNames: labels,
    buckets: [...buckets],
    registers: [registry],
  });
  return (at, ms) => {
    // A clock that was set back must not give a negative duration.
    histogram.observe(at, Math.max(0, ms) / 1000);
  };
}

/** Node knows thirty more, and anybody can send them. */
const countedMethods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/**
 * Times every answer by the pattern of its path, never by the path itself. Requests accepted (202)
 * without `Prefer: wait` are also timed with finer buckets: a person waits for these after a click.
 */
export function timeAnswers(registry: Registry, clock: Clock): RequestHandler {
  const observe = addDurations(registry, {
    name: 'changgu_http_seconds',
    help: 'Time to answer, by method, route and status',
    labels: ['method', 'route', 'status'],
    buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10, 40],
  });
  const observeAccepted = addDurations(registry, {
    name: 'changgu_accepted_seconds',
    help: 'Time until a request was accepted (202) by a caller who does not wait for its end',
    labels: ['route'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 5],
  });
  return (request, response, next) => {
    const startMs = clock.nowMs();
    response.once('finish', () => {
      const { route } = requestState(request);
      const ms = clock.nowMs() - startMs;
      const method = countedMethods.includes(request.method) ? request.method : 'other';
      observe({ method, route, status: String(response.statusCode) }, ms);
      const waited = preferredWait(request.headers.prefer) > 0;
      if (response.statusCode === 202 && !waited) observeAccepted({ route }, ms);
    });
    next();
  };
}

function sameSecret(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}

/** `/metrics`: needs METRICS_TOKEN, or a desk on loopback without a proxy. */
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
    } else {
      // Checks Host too, since a page elsewhere could point its name to this machine (DNS
      // rebinding).
      const here = isToLoopback(request.headers) && !('x-forwarded-for' in request.headers);
      if (!here || !isLoopbackUrl(access.publicUrl)) {
        throw new AppError('forbidden', '/metrics opens with METRICS_TOKEN');
      }
    }
    response.type(registry.contentType).send(await registry.metrics());
  };
}
