/** Typed state of each request, kept in a map beside it. */
import type { IncomingMessage } from 'node:http';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import type { TokenScope } from '../../shared/permissions.ts';
import type { Random } from '../clock.ts';
import type { Caller } from './authenticate.ts';

export interface RequestState {
  /** Sent as `X-Request-Id` and as a problem's `instance`; never taken from the caller. */
  id: string;
  /** The pattern of the path, for metrics and the log; never the path with its ids. */
  route: string;
  caller: Caller | null;
  /** The scope by which a token may call the endpoint. */
  scope?: TokenScope;
}

const states = new WeakMap<IncomingMessage, RequestState>();

/** The state of a request after `numberRequests`. */
export function requestState(request: IncomingMessage): RequestState {
  const found = states.get(request);
  if (found) return found;
  const made: RequestState = { id: 'none', route: 'other', caller: null };
  states.set(request, made);
  return made;
}

/** Gives each request an id. */
export function numberRequests(random: Random): RequestHandler {
  return (request: Request, response: Response, next: NextFunction) => {
    const id = random.uuid();
    states.set(request, { id, route: 'other', caller: null });
    response.setHeader('X-Request-Id', id);
    next();
  };
}

/** Sets the route name of everything below it. */
export function nameRoute(route: string): RequestHandler {
  return (request, _response, next) => {
    requestState(request).route = route;
    next();
  };
}
