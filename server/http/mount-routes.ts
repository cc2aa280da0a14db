/** Mounts the features' routes in Express, each behind the same checks. */
import { parse, stringify, type ParsedUrlQueryInput } from 'node:querystring';
import express, { type Request, type RequestHandler, type Router } from 'express';
import { endpoints, type Endpoint, type EndpointKey } from '../../shared/api.ts';
import type { FirstRead } from '../../shared/first-page.ts';
import { permissionsFor } from '../../shared/permissions.ts';
import type { Clock } from '../clock.ts';
import { AppError } from '../errors.ts';
import { credentialsOf, type Authenticate, type Caller } from './authenticate.ts';
import { checkAnswer } from './check-answer.ts';
import { FileStream, JsonText, type Actor, type RequestContext, type Route } from './endpoint.ts';
import { maskFor } from './mask-personal.ts';
import { preferredWait } from './prefer-wait.ts';
import { limitPerson, limitToken } from './rate-limits.ts';
import { checkInput, readInput, type Input } from './read-input.ts';
import { readJson } from './read-json.ts';
import { requestState } from './request-state.ts';
import { requireFreshFactor, requireTwoFactor } from './second-factor.ts';
import { sendFile } from './send-file.ts';

/** Far above the largest request of the table, with 500 orderNos. */
const BODY_LIMIT = '64kb';

/** Data shown to a caller: the body of an answer, or the data in an error. */
export interface Shown {
  key: EndpointKey;
  actor: Actor;
  input: Input;
  body: unknown;
  /** The answer was an error. */
  refused: boolean;
}

export interface RouteDeps {
  clock: Clock;
  authenticate: Authenticate;
  /** `false` while the desk starts or drains: requests are refused then. */
  ready: () => boolean;
  /** Rate limit of signed-in callers. */
  callers: RequestHandler;
  /** Compares each answer with the contract; a difference gives 500. */
  checkAnswers: boolean;
  /** Called with every answer before it is sent; must not throw. */
  noteShown?: (shown: Shown) => void;
}

/** `true` if the table allows this caller to use the endpoint. */
function mayCall(endpoint: Endpoint, actor: Actor): boolean {
  if (actor.type === 'token') {
    return endpoint.token !== undefined && actor.scopes.includes(endpoint.token);
  }
  return endpoint.who === 'staff' || permissionsFor(actor).includes(endpoint.who);
}

/** Authenticates the caller. @throws {AppError} `not-signed-in` */
export function requireCaller(
  authenticate: Authenticate,
  options: { background?: boolean } = {},
): RequestHandler {
  return async (request, _response, next) => {
    const caller = await authenticate({ ...credentialsOf(request), ...options });
    if (caller === null) throw new AppError('not-signed-in');
    requestState(request).caller = caller;
    next();
  };
}

/** The caller that `requireCaller` found. */
export function callerOf(request: Request): Caller {
  const { caller } = requestState(request);
  if (caller === null) throw new AppError('not-signed-in');
  return caller;
}

/** Runs the handler and notes the data that its answer or error shows. */
async function handle(route: Route, input: Input, context: RequestContext, deps: RouteDeps) {
  const note = (body: unknown, refused: boolean) => {
    deps.noteShown?.({ key: route.key, actor: context.actor, input, body, refused });
  };
  try {
    const made = await route.handle(input, context);
    note(made.body, false);
    return made;
  } catch (error) {
    if (error instanceof AppError) note(error.extras, true);
    throw error;
  }
}

/** Runs the table's checks and the handler, notes the shown data, and masks it for viewers. */
async function replyTo(
  route: Route,
  context: RequestContext,
  inputOf: (endpoint: Endpoint) => Input,
  deps: RouteDeps,
) {
  const { key } = route;
  const { actor } = context;
  const endpoint: Endpoint = endpoints[key];
  if (!mayCall(endpoint, actor)) throw new AppError('forbidden');
  if (endpoint.beforeTwoFactor !== true) requireTwoFactor(actor);
  if (endpoint.stepUp === true) requireFreshFactor(actor, deps.clock);
  if (!key.startsWith('GET ') && !deps.ready()) throw new AppError('not-ready');
  const made = await handle(route, inputOf(endpoint), context, deps);
  const reply = { ...made, body: maskFor(actor, made.body, endpoint.token) };
  if (deps.checkAnswers) checkAnswer(key, endpoint, reply);
  return reply;
}

/** Reads what the API would answer to a page, as JSON text. */
export type ReadForPage = (read: FirstRead, context: RequestContext) => Promise<string>;

/**
 * Replaces a page's first requests, using the same routes.
 * @throws {AppError} as the API answers; Error if there is no JSON route with this key
 */
export function pageReader(routes: readonly Route[], deps: RouteDeps): ReadForPage {
  const byKey = new Map(routes.map((route) => [route.key, route]));
  return async ({ key, query }, context) => {
    const route = byKey.get(key);
    if (route === undefined || !key.startsWith('GET ')) throw new Error(`${key} can't be read`);
    // Stringified and parsed, as it would arrive in an address.
    const given = { ...parse(stringify(query as ParsedUrlQueryInput | undefined)) };
    const inputOf = (endpoint: Endpoint) =>
      checkInput(endpoint, { params: {}, query: given, body: undefined });
    const { body } = await replyTo(route, context, inputOf, deps);
    return body instanceof JsonText ? body.text : JSON.stringify(body);
  };
}

function answer(route: Route, endpoint: Endpoint, deps: RouteDeps): RequestHandler {
  return async (request, response) => {
    const caller = callerOf(request);
    const gone = new AbortController();
    response.once('close', () => {
      if (!response.writableFinished) gone.abort();
    });
    const context: RequestContext = {
      actor: caller.actor,
      requestId: requestState(request).id,
      waitSeconds: preferredWait(request.headers.prefer),
      gone: gone.signal,
    };
    const reply = await replyTo(route, context, () => readInput(endpoint, request), deps);
    if (response.destroyed) return;
    response.status(reply.status);
    const { cookie } = reply;
    if (cookie) response.cookie(cookie.name, cookie.value, cookie.options);
    if (reply.status === 204) response.end();
    else if (reply.body instanceof FileStream) {
      const isStillValid = () => caller.isStillValid();
      await sendFile(response, endpoint.file ?? 'text/plain', reply.body, isStillValid);
    } else if (reply.body instanceof JsonText) response.type('json').send(reply.body.text);
    else response.json(reply.body);
  };
}

/**
 * The caller may have been disabled, locked or revoked while a slow body arrived.
 * @throws AppError not-signed-in
 */
const requireStillValid: RequestHandler = (request, _response, next) => {
  if (!callerOf(request).isStillValid()) throw new AppError('not-signed-in');
  next();
};

/** Fixed path segments before parameters, so that `/payments/summary` is no payToken. */
function bySpecificity(a: Route, b: Route): number {
  const rank = (route: Route) => route.key.replaceAll(/:[A-Za-z]+/g, '\u{10FFFF}');
  return rank(a) < rank(b) ? -1 : 1;
}

/**
 * A router with every route of the table that has a handler.
 * @throws Error when two features handle the same endpoint
 */
export function mountRoutes(routes: readonly Route[], deps: RouteDeps): Router {
  const router = express.Router();
  const readBody = readJson(BODY_LIMIT);
  const seen = new Set<string>();
  for (const route of routes.toSorted(bySpecificity)) {
    if (seen.has(route.key)) throw new Error(`Two routes for ${route.key}`);
    seen.add(route.key);
    const endpoint: Endpoint = endpoints[route.key];
    const [method = '', path = ''] = route.key.split(' ');
    const named: RequestHandler = (request, _response, next) => {
      Object.assign(requestState(request), { route: path, scope: endpoint.token });
      next();
    };
    const handlers = [
      named,
      requireCaller(deps.authenticate),
      deps.callers,
      ...(endpoint.perMinute === undefined ? [] : [limitPerson(endpoint.perMinute)]),
      ...(endpoint.tokenPerMinute === undefined ? [] : [limitToken(endpoint.tokenPerMinute)]),
      // A GET request has no body, and looking for one takes longer than finding a payment.
      ...(method === 'GET'
        ? []
        : [
            endpoint.mostKib === undefined ? readBody : readJson(`${String(endpoint.mostKib)}kb`),
            requireStillValid,
          ]),
      answer(route, endpoint, deps),
    ];
    switch (method) {
      case 'GET':
        router.get(path, handlers);
        break;
      case 'POST':
        router.post(path, handlers);
        break;
      case 'PUT':
        router.put(path, handlers);
        break;
      case 'PATCH':
        router.patch(path, handlers);
        break;
      case 'DELETE':
        router.delete(path, handlers);
        break;
      default:
        throw new Error(`${route.key}: no such method in the table`);
    }
  }
  return router;
}
