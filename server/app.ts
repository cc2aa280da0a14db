/** The whole HTTP side of the desk, without listening and without a single feature of its own. */
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
import { createMetrics, timeAnswers } from './http/metrics.ts';
import { mountRoutes, type RouteDeps } from './http/mount-routes.ts';
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
  /** As it is now. */
  shopName: () => string;
  clock: Clock;
  random: Random;
  log: Logger;
  version: string;
  /** `false` until it serves, and again while draining. */
  ready: () => boolean;
  fileState: () => DataFileState;
  authenticate: Authenticate;
  /** The sign-in routes, mounted at `/api/auth` and reading their own bodies. */
  signIn: Router;
  routes: readonly Route[];
  /**
   * Routers below `/api` that aren't in the table: the event stream. Each is given the limit on
   * what somebody signed in asks for.
   */
  apiRouters?: readonly ((callers: RequestHandler) => Router)[];
  /** Routers at the root that no session guards: callbacks, checkout pages. They read their own
   * bodies, and no origin is asked of them. */
  publicRouters?: readonly Router[];
  /** The client's build; `null` serves no pages. */
  clientDir: string | null;
  metrics?: Registry;
  limits?: Limits;
  /** Compare every answer with the contract; on in tests. */
  checkAnswers?: boolean;
  noteShown?: RouteDeps['noteShown'];
}

const compressing = compression();

/** The event stream must not wait in a compressor's buffer, of which each would hold one. */
const compress: RequestHandler = (request, response, next) => {
  if (request.path === '/api/events') next();
  else compressing(request, response, next);
};

/** Express would answer it by itself, and tell the methods of a path to anybody. */
const refuseOptions: RequestHandler = (request, response, next) => {
  if (request.method === 'OPTIONS') answerNotFound(request, response, next);
  else next();
};

function apiRouter(deps: AppDeps, limits: Limits): Router {
  const router = express.Router();
  const strangers = limitStrangers(limits);
  const callers = limitPerson(limits.requestsPerMinute);
  // Open to links from elsewhere: they hold nothing of anybody.
  router.use(openApiPages(deps.version));
  router.use(checkOrigin(deps.config.publicUrl));
  const bodies = limitUnreadBodies(deps.clock);
  router.use('/api/auth', nameRoute('/api/auth'), strangers.requests, bodies, deps.signIn);
  for (const inner of deps.apiRouters ?? []) router.use(inner(callers));
  router.use(
    mountRoutes(deps.routes, {
      clock: deps.clock,
      authenticate: deps.authenticate,
      ready: deps.ready,
      callers,
      checkAnswers: deps.checkAnswers ?? false,
      ...(deps.noteShown && { noteShown: deps.noteShown }),
    }),
  );
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
  // Nobody may keep an answer, so nobody has one to compare with.
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
  const api = apiRouter(deps, limits);
  app.use((request, response, next) => {
    // Matched by hand, because a mounted router would see its paths without `/api`.
    if (/^\/api(\/|$)/i.test(request.path)) api(request, response, next);
    else next();
  });
  if (deps.clientDir !== null) {
    app.use(
      nameRoute('page'),
      pages,
      clientPages(deps.clientDir, {
        mode: config.mode,
        sandbox: config.sandbox !== null,
        shopName: deps.shopName,
      }),
    );
  }
  app.use(answerNotFound);
  app.use(answerErrors(log));
  return app;
}
