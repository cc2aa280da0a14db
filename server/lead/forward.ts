/** A desk that waits sends every request on to the desk that leads, and its answer back. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import {
  Agent,
  request as ask,
  type ClientRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type RequestListener,
} from 'node:http';
import { pipeline } from 'node:stream';
import type { Request, RequestHandler } from 'express';
import { AppError } from '../errors.ts';
import { keyFrom } from '../seal-text.ts';

/** Shows that another desk of the shop sent the request on. */
const PROOF = 'x-changgu-desk';
/** The address of who asked that desk. */
const ASKED_FROM = 'x-changgu-asked-from';

/** Headers of one connection, not of what goes over it. */
const ofConnection: readonly string[] = [
  ...['connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'upgrade'],
];

const without = (headers: IncomingHttpHeaders, dropped: readonly string[]): OutgoingHttpHeaders =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !dropped.includes(name)));

/** @param authSecret `config.authSecret`, the same on all desks */
const proofOf = (authSecret: string) =>
  createHmac('sha256', keyFrom(authSecret, 'forwarding')).update('desk').digest('base64url');

function headersFor(request: Request, proof: string): OutgoingHttpHeaders {
  const headers = without(request.headers, ofConnection);
  return { ...headers, [PROOF]: proof, [ASKED_FROM]: request.ip ?? '' };
}

const answerHeaders = (answer: IncomingMessage): OutgoingHttpHeaders =>
  without(answer.headers, [...ofConnection, 'transfer-encoding']);

/** The part of the log that forwarding uses. */
interface Warns {
  warn(of: object, what: string): void;
}

/** Says something once for each leader, not at each request. */
function warnOnce(log: Warns) {
  const told = new Set<string>();
  return (what: string, of: { leader: string | null; err?: Error }): void => {
    const name = `${what} ${String(of.leader)}`;
    if (told.has(name)) return;
    told.add(name);
    log.warn(of, `${what}: check DESK_URL and HOST of each desk`);
  };
}

/** Requests that another desk of the shop sent on. */
const sentOn = new WeakSet<IncomingMessage>();

/** Sends requests on to the desk that leads. */
export interface Forward {
  handler: RequestHandler;
  /**
   * Ends what was sent to a desk that no longer leads: a machine without power closes nothing
   * itself.
   */
  endOld(): void;
}

/**
 * Answers `no-leader` when nothing was sent, and `leader-lost` when the leader
 * may have acted on it. A request that another desk forwarded is not forwarded again: with a wrong
 * `DESK_URL`, or two desks that each take the other for the leader, it would loop.
 * @param leader where the leader is; `null`: nobody leads
 */
export function forwardTo(leader: () => string | null, authSecret: string, log: Warns): Forward {
  const tell = warnOnce(log);
  const proof = proofOf(authSecret);
  const agent = new Agent({ keepAlive: true });
  /** Under way, with where they were sent. */
  const open = new Map<ClientRequest, string>();
  const handler: RequestHandler = (request, response, next) => {
    const url = leader();
    const wasSentOn = sentOn.has(request);
    if (wasSentOn) tell('another desk takes this one for the leader', { leader: url });
    if (url === null || wasSentOn) {
      next(new AppError('no-leader'));
      return;
    }
    let isConnected = false;
    const { hostname, port } = new URL(url);
    const onward = ask({
      agent,
      hostname,
      port,
      method: request.method,
      path: request.originalUrl,
      headers: headersFor(request, proof),
    });
    open.set(onward, url);
    onward.on('close', () => open.delete(onward));
    onward.on('socket', (socket) => {
      if (!socket.connecting) isConnected = true;
      socket.once('connect', () => {
        isConnected = true;
      });
    });
    onward.on('error', (error) => {
      if (!isConnected) tell("the desk that leads can't be reached", { leader: url, err: error });
      if (response.headersSent) response.destroy();
      else next(new AppError(isConnected ? 'leader-lost' : 'no-leader', undefined, {}, error));
    });
    onward.on('response', (answer) => {
      response.writeHead(answer.statusCode ?? 502, answerHeaders(answer));
      pipeline(answer, response, (error) => {
        if (error) response.destroy();
      });
    });
    response.on('close', () => onward.destroy());
    request.pipe(onward);
  };
  return {
    handler,
    endOld: () => {
      for (const [onward, url] of open) {
        if (url !== leader())
          onward.destroy(new Error('the desk that it was sent to lost the lead'));
      }
    },
  };
}

/**
 * The leader's side: what another desk sent on counts for the address that asked there. From
 * anybody else these headers are dropped.
 */
export function believeForwards(app: RequestListener, authSecret: string): RequestListener {
  const proof = Buffer.from(proofOf(authSecret));
  return (request, response) => {
    const given = Buffer.from(String(request.headers[PROOF] ?? ''));
    const address = request.headers[ASKED_FROM];
    request.headers = without(request.headers, [PROOF, ASKED_FROM]) as IncomingHttpHeaders;
    if (given.length === proof.length && timingSafeEqual(given, proof)) {
      sentOn.add(request);
      // Express reads both from the connection unless the request has them itself.
      Object.defineProperties(request, { ip: { value: address }, ips: { value: [] } });
    }
    app(request, response);
  };
}
