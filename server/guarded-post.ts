/** One POST to an address that others gave: resolve, connect to what was found, send, read. */
import { request as requestHttp, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP } from 'node:net';
import type { DeliveryFailure } from '../shared/webhook.ts';
import type { Clock } from './clock.ts';
import {
  bareHost,
  findDestination,
  parseAddress,
  type AddressRules,
  type ResolveName,
} from './allowed-address.ts';

/** More of an answer is not read. */
const ANSWER_READ = 16 * 1024;
/** Bytes off the wire before an attempt is cut, with heads, framing and interim answers. */
const WIRE_READ = 128 * 1024;
/**
 * Bytes of an answer that are kept. A page with each success, over 30 days and in every backup,
 * would fill the disk that money needs.
 */
export const answerKept = (status: number) => (status >= 200 && status < 300 ? 512 : 4096);

/** After so long an attempt gives its place to the next one. */
const TIMEOUT_MS = 10_000;
/** An answer within this still counts, and is shown as late. */
const LATE_MS = 30_000;

export interface AttemptTimes {
  timeoutMs: number;
  lateMs: number;
}
export const attemptTimes: AttemptTimes = { timeoutMs: TIMEOUT_MS, lateMs: LATE_MS };

export interface Parcel {
  url: string;
  headers: Record<string, string>;
  body: string | Uint8Array;
}

export interface PostDeps {
  clock: Clock;
  rules: AddressRules;
  resolve: ResolveName;
  times: AttemptTimes;
  /** Cuts the attempt. */
  signal: AbortSignal;
}

export interface PostResult {
  httpStatus: number | null;
  /** `null`: it was answered well. */
  failure: DeliveryFailure | null;
  answer: string | null;
  tookMs: number;
  /** It was answered after the time-out, but answered. */
  late: boolean;
  /** What the receiver asks for by Retry-After; `null`: nothing. */
  retryAfterMs: number | null;
}

function retryAfterOf({ headers }: IncomingMessage, nowMs: number): number | null {
  const given = headers['retry-after'];
  if (given === undefined) return null;
  const ms = /^\d{1,9}$/.test(given) ? Number(given) * 1000 : Date.parse(given) - nowMs;
  return Number.isFinite(ms) ? Math.max(0, ms) : null;
}

function failureOf({ statusCode = 0 }: IncomingMessage): DeliveryFailure | null {
  if (statusCode >= 200 && statusCode < 300) return null;
  return statusCode >= 300 && statusCode < 400 ? 'redirect' : 'status';
}

/** Certificates are refused before a byte is sent. */
function failureOfError(error: Error): DeliveryFailure {
  const code = 'code' in error ? String(error.code) : '';
  return /CERT|SELF_SIGNED|UNABLE_TO|ALTNAME|TLS|SSL|EPROTO/.test(code)
    ? 'certificate'
    : 'connection';
}

const nothingRead = { httpStatus: null, answer: null, late: false, retryAfterMs: null };

/** The request to the address that was found. */
function openCall(url: URL, address: string, { headers, body }: Parcel, signal: AbortSignal) {
  const isHttps = url.protocol === 'https:';
  const isName = isIP(bareHost(url)) === 0;
  return (isHttps ? requestHttps : requestHttp)({
    method: 'POST',
    host: address,
    port: url.port === '' ? (isHttps ? 443 : 80) : Number(url.port),
    path: `${url.pathname}${url.search}`,
    headers: { ...headers, host: url.host, 'content-length': Buffer.byteLength(body) },
    // A connection of its own: one that is kept could lead to an address of before.
    agent: false,
    signal,
    ...(isHttps && isName && { servername: bareHost(url) }),
  });
}

/** Sends the request and reads up to 16 KiB of the answer, until it is over or out of time. */
function sendCall(
  call: ReturnType<typeof openCall>,
  body: Parcel['body'],
  { clock, times }: PostDeps,
  onSlow: () => void,
): Promise<PostResult> {
  const beganMs = clock.monotonicMs();
  return new Promise((done) => {
    let answer: IncomingMessage | null = null;
    const pieces: Buffer[] = [];
    let read = 0;
    const end = (failure: DeliveryFailure) => {
      slow.cancel();
      over.cancel();
      call.destroy();
      const tookMs = Math.round(clock.monotonicMs() - beganMs);
      if (answer === null) {
        done({ ...nothingRead, failure, tookMs });
        return;
      }
      const most = answerKept(answer.statusCode ?? 0);
      const kept = Buffer.concat(pieces).subarray(0, most).toString('utf8');
      done({
        httpStatus: answer.statusCode ?? null,
        failure: failureOf(answer),
        answer: kept.replaceAll('\0', '\u{fffd}'),
        tookMs,
        late: tookMs > times.timeoutMs,
        retryAfterMs: retryAfterOf(answer, clock.nowMs()),
      });
    };
    const slow = clock.after(times.timeoutMs, () => {
      // Where the status is known, only the rest of the body is missing.
      if (answer === null) onSlow();
      else end('time-out');
    });
    const over = clock.after(times.lateMs, () => end('time-out'));
    call.on('error', (error) => end(failureOfError(error)));
    // Interim answers (1xx) and framing without end are no answer, but keep the event loop busy.
    call.on('socket', (socket) => {
      let wire = 0;
      socket.on('data', (piece: Buffer) => {
        wire += piece.length;
        if (wire > WIRE_READ) end('connection');
      });
    });
    call.on('response', (response) => {
      answer = response;
      response.on('data', (piece: Buffer) => {
        pieces.push(piece);
        read += piece.length;
        if (read > ANSWER_READ) end('connection');
      });
      response.on('end', () => end('connection'));
      response.on('error', () => end('connection'));
    });
    call.end(body);
  });
}

/**
 * Makes one attempt; never rejects. Redirects are not followed.
 * @param onSlow called once if the time-out has passed without an answer
 */
export async function guardedPost(
  parcel: Parcel,
  deps: PostDeps,
  onSlow: () => void,
): Promise<PostResult> {
  const beganMs = deps.clock.monotonicMs();
  const url = parseAddress(parcel.url, Infinity);
  const found =
    typeof url === 'string' ? { fault: url } : await findDestination(url, deps.rules, deps.resolve);
  if (typeof url === 'string' || 'fault' in found) {
    const isUnknown = 'fault' in found && found.fault === 'unknown-name';
    const tookMs = Math.round(deps.clock.monotonicMs() - beganMs);
    return { ...nothingRead, failure: isUnknown ? 'name' : 'address', tookMs };
  }
  const call = openCall(url, found.address, parcel, deps.signal);
  return sendCall(call, parcel.body, deps, onSlow);
}
