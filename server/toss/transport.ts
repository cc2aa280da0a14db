import { Agent, type buildConnector, Client, type Dispatcher } from 'undici';
import type { Clock } from '../clock.ts';
import type { ApiKey } from './api-key.ts';
import { isSettlementRead, isStatusRead, type Exchange, type TossCall } from './exchange.ts';
import { parseJsonObject } from './json-object.ts';
import { NotConnected, openSocket, type SocketOptions } from './open-socket.ts';
import { type Arrived, readAnswer, readPartialAnswer } from './read-answer.ts';

const KIB = 1024;
/** Real answers are a few KiB; one with 500 refunds would be about 80 by v1, 130 by v2. */
const USUAL_KIB = 256;
/** A page of 1,000 lines has 330 to 1,080 KiB. */
const SETTLEMENT_KIB = 2048;

/** The path of each call, and how much of its answer is read. */
const calls: Record<TossCall, { path: string; mostKib: number }> = {
  payments: { path: '/api/v1/payments', mostKib: USUAL_KIB },
  execute: { path: '/api/v1/execute', mostKib: USUAL_KIB },
  cancel: { path: '/api/v1/cancel', mostKib: USUAL_KIB },
  refunds: { path: '/api/v1/refunds', mostKib: USUAL_KIB },
  status: { path: '/api/v1/status', mostKib: USUAL_KIB },
  'v2/status': { path: '/api/v2/status', mostKib: USUAL_KIB },
  'v2/settlement-details': {
    path: '/pay/api/v2/settlement-details?includeSettleDateTime=true',
    mostKib: SETTLEMENT_KIB,
  },
};

/** Limit for connecting; nothing was sent when it is exceeded. */
const CONNECT_TIMEOUT_MS = 10_000;
/** The design's limit for a status read: it can be repeated, so it need not wait for a bank. */
const STATUS_TIMEOUT_MS = 15_000;
/** More parallel reads would exceed the outbound budget anyway. */
const STATUS_CONNECTIONS = 8;

export interface TransportOptions {
  baseUrl: string;
  apiKey: ApiKey;
  timeoutMs: number;
  clock: Clock;
  /** Certificate authorities that replace the system's, for a Toss with a private certificate. */
  ca?: string | undefined;
}

export interface Answered {
  exchange: Exchange;
  /** The `Date` header of the answer. */
  dateHeader: string | null;
}

export interface Transport {
  /**
   * Makes one call, once. Never throws because of the network or the other side.
   * @param body the JSON text of an object without `apiKey`
   * @param mayGo for a money call: called when the connection is open; `false`: nothing is written
   */
  call(call: TossCall, body: string, mayGo?: () => boolean): Promise<Answered>;
  /** Drops status reads in flight; money calls in flight continue. */
  close(): Promise<void>;
}

/** A way to send one call. */
interface Route {
  dispatcher: Dispatcher;
  timeoutMs: number;
  /** `false` proves that no byte of the request was sent or will be. */
  mayHaveSent(error: unknown): boolean;
  end(): void;
}

interface Reply extends Arrived {
  dateHeader: string | null;
}

class TooLong extends Error {}

function headerText(value: string | string[] | undefined): string | null {
  return typeof value === 'string' ? value : null;
}

function describeFailure(error: unknown): string {
  if (error instanceof NotConnected || error instanceof TooLong) return error.message;
  if (!(error instanceof Error)) return 'failed';
  const code = 'code' in error && typeof error.code === 'string' ? `${error.code}: ` : '';
  return `${code}${error.message}`.slice(0, 200);
}

/**
 * A route with a connection of its own. A pooled connection may be dead without the client
 * noticing; a client that then repeats the request on another one could refund twice.
 */
function freshRoute(
  origin: string,
  socketOptions: SocketOptions,
  timeoutMs: number,
  mayGo: () => boolean,
): Route {
  let state: 'idle' | 'connecting' | 'connected' | 'ended' = 'idle';
  let giveUp: ((reason: string) => void) | undefined;
  const connect: buildConnector.connector = (target, callback) => {
    if (state !== 'idle') {
      // The client reconnects when its connection broke before it wrote; money calls must not.
      callback(new NotConnected('only one connection per call'), null);
      return;
    }
    state = 'connecting';
    giveUp = openSocket(target, socketOptions, (...result) => {
      const [, socket] = result;
      if (socket !== null && !mayGo()) {
        socket.destroy();
        callback(new NotConnected('the permission to send got too old'), null);
        return;
      }
      if (socket !== null) state = 'connected';
      callback(...result);
    });
  };
  const client = new Client(origin, {
    connect,
    // Disables keep-alive in undici.
    pipelining: 0,
    headersTimeout: 0,
    bodyTimeout: 0,
    allowH2: false,
  });
  return {
    dispatcher: client,
    timeoutMs,
    // Once connected, the client may write at any moment, so the call counts as sent.
    mayHaveSent: () => state === 'connected',
    end: () => {
      void client.destroy();
      giveUp?.('connect given up');
      if (state !== 'connected') state = 'ended';
    },
  };
}

async function readReply(
  route: Route,
  request: Dispatcher.RequestOptions,
  reply: Reply,
  mostKib: number,
): Promise<void> {
  const response = await route.dispatcher.request(request);
  reply.httpStatus = response.statusCode;
  reply.contentType = headerText(response.headers['content-type']);
  reply.dateHeader = headerText(response.headers['date']);
  for await (const chunk of response.body as AsyncIterable<Buffer>) {
    if (reply.bytes.length + chunk.length > mostKib * KIB) {
      throw new TooLong(`body over ${String(mostKib)} KiB`);
    }
    reply.bytes = Buffer.concat([reply.bytes, chunk]);
  }
}

/** Runs `work` for at most `timeoutMs`; `signal` fires when the time is over. */
async function withDeadline(
  clock: Clock,
  timeoutMs: number,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const controller = new AbortController();
  const timedOut = new TooLong(`time-out after ${timeoutMs} ms`);
  let cancel: () => void = () => undefined;
  const deadline = new Promise<never>((_resolve, reject) => {
    const timer = clock.after(timeoutMs, () => {
      // Reject before aborting, so that the reported cause is the time-out.
      reject(timedOut);
      controller.abort(timedOut);
    });
    cancel = () => timer.cancel();
  });
  try {
    await Promise.race([work(controller.signal), deadline]);
  } finally {
    cancel();
  }
}

/** Inserts the key in front of a stored body; `null` unless that is a JSON object without a key. */
function withKey(apiKey: ApiKey, body: string): string | null {
  const { object } = parseJsonObject(body);
  if (object === null || 'apiKey' in object || !body.startsWith('{"')) return null;
  return `{"apiKey":${JSON.stringify(apiKey.reveal())},${body.slice(1)}`;
}

/** Shared by all calls of a transport. */
interface Line {
  clock: Clock;
  origin: string;
  /** Path of the base URL, without a slash at its end. */
  basePath: string;
}

async function carry(line: Line, route: Route, call: TossCall, body: string): Promise<Answered> {
  const { clock, origin } = line;
  const { path, mostKib } = calls[call];
  const startedAt = clock.nowIso();
  const reply: Reply = {
    httpStatus: null,
    contentType: null,
    dateHeader: null,
    bytes: Buffer.alloc(0),
  };
  const ended = (rest: Omit<Exchange, 'call' | 'startedAt' | 'endedAt'>): Answered => ({
    exchange: { call, ...rest, startedAt, endedAt: clock.nowIso() },
    dateHeader: reply.dateHeader,
  });
  const request = {
    origin,
    path: `${line.basePath}${path}`,
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body,
  } as const;
  try {
    await withDeadline(clock, route.timeoutMs, (signal) =>
      readReply(route, { ...request, signal }, reply, mostKib),
    );
  } catch (error) {
    // The request may have reached Toss and been executed, unless the route proves that not even
    // its first byte was sent.
    const outcome = route.mayHaveSent(error) ? 'lost' : 'never-sent';
    return ended({ outcome, ...readPartialAnswer(reply, describeFailure(error)) });
  } finally {
    route.end();
  }
  const { httpStatus } = reply;
  if (httpStatus === null) throw new Error('An answer without status');
  return ended({
    outcome: 'answered',
    ...readAnswer({ ...reply, httpStatus }, { equalDoubles: isSettlementRead(call) }),
  });
}

/** The exchange of a call refused here, before a connection was opened. */
function unsent(clock: Clock, call: TossCall, failure: string): Answered {
  const at = clock.nowIso();
  const nothing: Arrived = { httpStatus: null, contentType: null, bytes: Buffer.alloc(0) };
  const rest = readPartialAnswer(nothing, failure);
  const exchange: Exchange = { call, outcome: 'never-sent', ...rest, startedAt: at, endedAt: at };
  return { exchange, dateHeader: null };
}

/** The only module that sends bytes to Toss. No redirects, no retries, no proxy. */
export function createTransport(options: TransportOptions): Transport {
  const { clock, timeoutMs } = options;
  const url = new URL(options.baseUrl);
  const basePath = url.pathname.replace(/\/+$/, '');
  const line: Line = { clock, origin: url.origin, basePath };
  const socketOptions: SocketOptions = {
    clock,
    connectTimeoutMs: Math.min(CONNECT_TIMEOUT_MS, timeoutMs),
    ca: options.ca,
  };
  const agent = new Agent({
    connect: (target, callback) => {
      openSocket(target, socketOptions, callback);
    },
    connections: STATUS_CONNECTIONS,
    headersTimeout: 0,
    bodyTimeout: 0,
    allowH2: false,
  });
  const statusRoute: Route = {
    dispatcher: agent,
    timeoutMs: Math.min(timeoutMs, STATUS_TIMEOUT_MS),
    mayHaveSent: (error) => !(error instanceof NotConnected),
    end: () => undefined,
  };
  return {
    call: async (call, storedBody, mayGo = () => true) => {
      const body = withKey(options.apiKey, storedBody);
      if (body === null) return unsent(clock, call, 'the body is no JSON object without apiKey');
      if (isSettlementRead(call)) return carry(line, statusRoute, call, body);
      const route = isStatusRead(call)
        ? statusRoute
        : freshRoute(url.origin, socketOptions, timeoutMs, mayGo);
      return carry(line, route, call, body);
    },
    close: () => agent.destroy(),
  };
}
