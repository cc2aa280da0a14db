/** The HTTP side of the desk: middleware, routes and pages. Contains no feature, doesn't listen. */
import { join } from 'node:path';
import compression from 'compression';
import express, { type RequestHandler, type Router } from 'express';
import type { Registry } from 'prom-client';
import type { DataFileState } from '../shared/data-file.ts';
import type { Clock, Random } from './clock.ts';
import type { Config } from './config.ts';
import { logAccess } from './http/access-log.ts';
import type { Authenticate } from './http/authenticate.ts';
import { checkRequestForm } from './http/check-form.ts';
import { checkHost, checkOrigin } from './http/check-origin.ts';
import { clientPages } from './http/client-pages.ts';
import type { Route } from './http/endpoint.ts';
import { firstPages } from './http/first-page.ts';
import { createMetrics, timeAnswers } from './http/metrics.ts';
import { mountRoutes, pageReader, type RouteDeps } from './http/mount-routes.ts';
import { answerErrors, answerNotFound } from './http/problem-answer.ts';
import { probes } from './http/probes.ts';
import { believeAddresses } from './http/believe-addresses.ts';
import {
  defaultLimits,
  limitPerson,
  limitGuesses,
  limitPages,
  limitStrangers,
  type Limits,
} from './http/rate-limits.ts';
import { nameRoute, numberRequests } from './http/request-state.ts';
import { securityHeaders } from './http/security-headers.ts';
import { limitUnreadBodies } from './http/unread-bodies.ts';
import type { Logger } from './log.ts';
import { onlyReadUnlessSound } from './http/read-only.ts';
import { openApiPages } from './openapi/openapi-pages.ts';

export interface AppDeps {
  config: Pick<Config, 'publicUrl' | 'mode' | 'sandbox' | 'metricsToken' | 'trustProxy'>;
  /** Called per request, because the name can change. */
  shopName: () => string;
  clock: Clock;
  random: Random;
  log: Logger;
  version: string;
  /** `false` until it serves, and again while draining. */
  ready: () => boolean;
  fileState: () => DataFileState;
  authenticate: Authenticate;
  /** Sign-in routes, mounted at `/api/auth`; they parse their own bodies. */
  signIn: Router;
  routes: readonly Route[];
  /**
   * Routers below `/api` that are not in the endpoint table: the event stream. Each gets the rate
   * limit for signed-in callers.
   */
  apiRouters?: readonly ((callers: RequestHandler) => Router)[];
  /**
   * Routers at the root without a session: callbacks and checkout pages. They parse their own
   * bodies, and their origin is not checked.
   */
  publicRouters?: readonly Router[];
  /** Folder of the built client; `null` serves no pages. */
  clientDir: string | null;
  metrics?: Registry;
  limits?: Limits;
  /** Validate every response against the contract; on in tests. */
  checkAnswers?: boolean;
  noteShown?: RouteDeps['noteShown'];
  /** The number of the newest event. */
  newestEvent: () => number;
}

const compressing = compression();

/** A compressor would buffer the event stream, and each stream would keep one in memory. */
const compress: RequestHandler = (request, response, next) => {
  if (request.path === '/api/events') next();
  else compressing(request, response, next);
};

/** Without this Express answers OPTIONS itself and lists a path's methods to anybody. */
const refuseOptions: RequestHandler = (request, response, next) => {
  if (request.method === 'OPTIONS') answerNotFound(request, response, next);
  else next();
};

function routeDepsOf(deps: AppDeps, callers: RequestHandler): RouteDeps {
  const { clock, authenticate, ready, checkAnswers = false, noteShown } = deps;
  return { clock, authenticate, ready, callers, checkAnswers, ...(noteShown && { noteShown }) };
}

function apiRouter(deps: AppDeps, limits: Limits, routeDeps: RouteDeps): Router {
  const router = express.Router();
  const strangers = limitStrangers(limits);
  // Before the origin check: these pages may be linked from elsewhere and hold no data.
  router.use(openApiPages(deps.version));
  router.use(checkOrigin(deps.config.publicUrl));
  const bodies = limitUnreadBodies(deps.clock);
  router.use('/api/auth', nameRoute('/api/auth'), strangers.requests, bodies, deps.signIn);
  for (const inner of deps.apiRouters ?? []) router.use(inner(routeDeps.callers));
  router.use(mountRoutes(deps.routes, routeDeps));
  router.use(strangers.refusals, strangers.requests, answerNotFound);
  return router;
}

/** Builds the application; the caller listens. */
export function buildApp(deps: AppDeps): express.Express {
  const { config, log, clock } = deps;
  const metrics = deps.metrics ?? createMetrics();
  const limits = deps.limits ?? defaultLimits;
  const pages = limitPages(limits);
  const app = express();
  app.disable('x-powered-by');
  // Responses are `no-store`, so nothing is revalidated by ETag.
  app.disable('etag');
  app.set('trust proxy', config.trustProxy);
  app.set('query parser', 'simple');
  app.use(numberRequests(deps.random), logAccess(log, clock), timeAnswers(metrics, clock));
  app.use(securityHeaders(config.publicUrl), checkRequestForm, refuseOptions);
  app.use(checkHost(config.publicUrl), believeAddresses(log));
  const { ready, fileState } = deps;
  app.use(
    probes({ ready, fileState, metrics, access: config, guesses: limitGuesses(limits) }),
    onlyReadUnlessSound(fileState),
  );
  app.use(compress);
  app.use(['/checkout', '/api/docs', '/api/openapi.json'], pages);
  for (const router of deps.publicRouters ?? []) app.use(router);
  const routeDeps = routeDepsOf(deps, limitPerson(limits.requestsPerMinute));
  const api = apiRouter(deps, limits, routeDeps);
  app.use((request, response, next) => {
    // A router mounted at `/api` would see its paths without that prefix.
    if (/^\/api(\/|$)/i.test(request.path)) api(request, response, next);
    else next();
  });
  if (deps.clientDir !== null) {
    app.use(
      nameRoute('page'),
      pages,
      clientPages(
        deps.clientDir,
        { mode: config.mode, sandbox: config.sandbox !== null, shopName: deps.shopName },
        firstPages(join(deps.clientDir, '../page'), {
          ...{ clock, log, authenticate: deps.authenticate, newestEvent: deps.newestEvent },
          read: pageReader(deps.routes, routeDeps),
        }),
      ),
    );
  }
  app.use(answerNotFound);
  app.use(answerErrors(log));
  return app;
}
