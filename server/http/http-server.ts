/** The desk's HTTP server: how much, how long and how many, before any route is asked. */
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { Socket } from 'node:net';
import { ipKeyGenerator } from 'express-rate-limit';
import type { Clock } from '../clock.ts';
import { answerClientErrors, LINGER_MS, type ClientErrorDeps } from './client-errors.ts';

export interface ServerLimits {
  /** From the first byte, or from the opening of the connection, to the end of the headers. */
  headersMs: number;
  /** The same to the end of the body. An event stream's request has ended by then. */
  requestMs: number;
  /** Between two requests on one connection. */
  keepAliveMs: number;
  /** How often the two limits on requests are looked at: they are late by this much at most. */
  checkEveryMs: number;
  /** Nothing read and nothing taken for so long: event streams say something every 15 s. */
  silentMs: number;
  /** Bytes of all headers of one request, its address included. */
  headerBytes: number;
  connections: number;
  /** Connections from one address; `null` behind a proxy, where all come from one. */
  connectionsPerAddress: number | null;
}

export interface HttpServerDeps extends ClientErrorDeps {
  /** A proxy stands before the desk. */
  proxied: boolean;
  /** The longest that an answer may take to begin: what waits for Toss takes as long as Toss. */
  longestAnswerMs: number;
}

/**
 * The limits that the desk runs with. Slow headers are cut within 11 s, slow bodies within 31 s.
 * A proxy's idle connections outlive its own 60 s, so that none closes under a request.
 */
export function serverLimits(deps: Pick<HttpServerDeps, 'proxied' | 'longestAnswerMs'>) {
  return {
    headersMs: 10_000,
    requestMs: 30_000,
    keepAliveMs: deps.proxied ? 75_000 : 10_000,
    checkEveryMs: 1000,
    silentMs: 60_000 + deps.longestAnswerMs,
    headerBytes: 16 * 1024,
    // 2000 event streams, and as many again for everything else.
    connections: 4000,
    // Half, so that nobody uses all of them up: a thousand tabs of one shop, all behind one router.
    connectionsPerAddress: deps.proxied ? null : 2000,
  } satisfies ServerLimits;
}

/** Closes a connection of an address that has too many; an IPv6 customer's network is one. */
function limitPerAddress(server: Server, most: number): void {
  const open = new Map<string, number>();
  server.on('connection', (socket: Socket) => {
    const address = ipKeyGenerator(socket.remoteAddress ?? '');
    const count = (open.get(address) ?? 0) + 1;
    open.set(address, count);
    socket.once('close', () => {
      const left = (open.get(address) ?? 1) - 1;
      if (left === 0) open.delete(address);
      else open.set(address, left);
    });
    if (count > most) socket.destroy();
  });
}

/** Node reads what nobody asked for until `requestMs`; a request holds its connection so long. */
function cutUnreadAfterAnswer(server: Server, clock: Clock): void {
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    response.once('finish', () => {
      if (request.complete) return;
      clock.after(LINGER_MS, () => {
        if (!request.complete) request.socket.destroy();
      });
    });
  });
}

/**
 * A server for the application; the caller listens. There is no limit of requests per connection:
 * Node would answer the ones beyond it by itself, and every caller has a limit anyway.
 */
export function createHttpServer(
  app: RequestListener,
  deps: HttpServerDeps,
  limits: ServerLimits = serverLimits(deps),
): Server {
  const server = createServer({
    headersTimeout: limits.headersMs,
    requestTimeout: limits.requestMs,
    keepAliveTimeout: limits.keepAliveMs,
    connectionsCheckingInterval: limits.checkEveryMs,
    maxHeaderSize: limits.headerBytes,
    // Node's own refusals have none of our headers: checkRequestForm makes them.
    requireHostHeader: false,
    insecureHTTPParser: false,
  });
  // Before the application, which may answer at once.
  const refuse = answerClientErrors(server, deps);
  cutUnreadAfterAnswer(server, deps.clock);
  server.on('request', (request, response) => {
    // An address that holds another host, or none that can be read: Express would pass by every
    // handler of ours, and answer a page of its own.
    if (request.url?.startsWith('/') === true) app(request, response);
    else refuse(response, 'malformed-request');
  });
  server.maxConnections = limits.connections;
  // More than are allowed, so that one too many is seen and not silently left out.
  server.maxHeadersCount = 200;
  server.timeout = limits.silentMs;
  if (limits.connectionsPerAddress !== null) limitPerAddress(server, limits.connectionsPerAddress);
  return server;
}
