/** The desk's HTTP server: limits of sizes, times and connections, before any route runs. */
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
  /** From the first byte, or from opening the connection, to the end of the headers. */
  headersMs: number;
  /** The same to the end of the body. An event stream's request has ended by then. */
  requestMs: number;
  /** Idle time between two requests on a connection. */
  keepAliveMs: number;
  /** How often these two limits are checked, and thus how late they can be. */
  checkEveryMs: number;
  /** Idle time without any bytes read or written; event streams send something every 15 s. */
  silentMs: number;
  /** Bytes of all headers of a request, including its address. */
  headerBytes: number;
  connections: number;
  /** Connections from one address; `null` behind a proxy, where all have the same. */
  connectionsPerAddress: number | null;
}

export interface HttpServerDeps extends ClientErrorDeps {
  /** A proxy is in front of the desk. */
  proxied: boolean;
  /** The longest time before an answer begins: some answers wait for Toss. */
  longestAnswerMs: number;
}

/**
 * The limits of a running desk. Slow headers are cut within 11 s, slow bodies within 31 s. Idle
 * connections of a proxy last longer than the proxy's own 60 s, so that none is closed while a
 * request arrives.
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
    // Half of them, so that one address can't use all: a thousand tabs of one shop behind one
    // router.
    connectionsPerAddress: deps.proxied ? null : 2000,
  } satisfies ServerLimits;
}

/** Closes connections beyond the limit of an address; an IPv6 customer's network counts as one. */
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

/** After an answer Node would read an unread body until `requestMs`, which keeps the connection. */
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
 * Creates the server; the caller calls `listen`. There is no limit of requests per connection,
 * because Node itself would answer further ones, and every caller has a rate limit anyway.
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
    // Node's own refusal lacks our headers, so checkRequestForm refuses these requests.
    requireHostHeader: false,
    insecureHTTPParser: false,
  });
  // Registered before the application, which may answer immediately.
  const refuse = answerClientErrors(server, deps);
  cutUnreadAfterAnswer(server, deps.clock);
  server.on('request', (request, response) => {
    // An absolute or unreadable address: no handler of ours would match, and Express would send an
    // error page of its own.
    if (request.url?.startsWith('/') === true) app(request, response);
    else refuse(response, 'malformed-request');
  });
  server.maxConnections = limits.connections;
  // Above the limit, so that checkRequestForm sees too many headers instead of Node dropping them.
  server.maxHeadersCount = 200;
  server.timeout = limits.silentMs;
  if (limits.connectionsPerAddress !== null) limitPerAddress(server, limits.connectionsPerAddress);
  return server;
}
