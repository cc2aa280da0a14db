import { createHash, timingSafeEqual } from 'node:crypto';
import type { RequestHandler } from 'express';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Clock } from '../clock.ts';
import { AppError } from '../errors.ts';
import { bearerOf, isLoopbackUrl, isToLoopback } from './check-origin.ts';
import { preferredWait } from './prefer-wait.ts';
import { requestState } from './request-state.ts';

/** A registry with the process's own figures; features add theirs. */
export function createMetrics(): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return registry;
}

/** One value of a figure. `null`: there is none, and the figure is left out. */
export interface Reading {
  labels?: Record<string, string>;
  value: number | null;
}

/** Something that is measured when /metrics is asked for. */
export interface Figure {
  /** One that ends with `_total` only grows while the process lives. */
  name: string;
  help: string;
  labels?: readonly string[];
  /** Must be quick. What it throws takes this figure away and no other. */
  read: () => readonly Reading[];
}

/**
 * Adds what the desk's parts tell of themselves.
 * @param onError told of a figure that could not be read
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
        // A figure without labels stands at 0 then, which is not the same as not being there.
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
 * Adds durations that somebody else measures.
 * @param buckets their upper ends in seconds, rising
 * @returns tells one; each label takes few values, because every set of them is kept for ever
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
    // A clock that was set back makes no negative time of it.
    histogram.observe(at, Math.max(0, ms) / 1000);
  };
}

/** Node knows thirty more, and anybody may send them. */
const countedMethods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/**
 * Times every answer by the pattern of its path, never by the path itself. What was accepted and is
 * not done yet (202) is timed once more and finer: it is what a person waits for after the press.
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
    } else {
      // A page elsewhere may have its name point to this machine, and then reads as if it were us.
      const here = isToLoopback(request.headers) && !('x-forwarded-for' in request.headers);
      if (!here || !isLoopbackUrl(access.publicUrl)) {
        throw new AppError('forbidden', '/metrics opens with METRICS_TOKEN');
      }
    }
    response.type(registry.contentType).send(await registry.metrics());
  };
}
