import { connect as connectPlain, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Clock } from '../clock.ts';

/** The connection was never ready, so no byte of a request can have been sent. */
export class NotConnected extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'NotConnected';
  }
}

export interface Target {
  hostname: string;
  protocol: string;
  /** `''` for the protocol's default port. */
  port: string;
}

export interface SocketOptions {
  clock: Clock;
  /** Limit for DNS, TCP and TLS together. */
  connectTimeoutMs: number;
  /** Certificate authorities that replace the system's. */
  ca?: string | undefined;
}

type Done = (...result: [null, Socket] | [NotConnected, null]) => void;

/** The error code, such as `ECONNREFUSED`; of several attempts (IPv6, IPv4) the first one's. */
function codeOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0]);
  if (!(error instanceof Error)) return 'failed';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}

function startSocket(target: Target, options: SocketOptions): Socket {
  const isTls = target.protocol === 'https:';
  const host = target.hostname;
  const port = Number(target.port === '' ? (isTls ? 443 : 80) : target.port);
  if (!isTls) return connectPlain({ host, port });
  return connectTls({
    host,
    port,
    ALPNProtocols: ['http/1.1'],
    minVersion: 'TLSv1.2',
    // Server names must not be IP addresses (RFC 6066); Node warns about one.
    ...(isIP(host) === 0 && { servername: host }),
    ...(options.ca !== undefined && { ca: options.ca }),
  });
}

/**
 * Opens a connection and calls `done` once: with a socket that is ready for the request's first
 * byte, or with `NotConnected`, after which the socket never becomes ready.
 * @returns cancels: destroys a socket that is not ready yet
 */
export function openSocket(
  target: Target,
  options: SocketOptions,
  done: Done,
): (reason: string) => void {
  const socket = startSocket(target, options);
  let isOver = false;
  const fail = (message: string, cause?: unknown) => {
    if (isOver) return;
    isOver = true;
    timer.cancel();
    socket.destroy();
    done(new NotConnected(message, cause), null);
  };
  const { connectTimeoutMs } = options;
  const timer = options.clock.after(connectTimeoutMs, () =>
    fail(`connect time-out after ${connectTimeoutMs} ms`),
  );
  socket.setNoDelay(true);
  socket.once(target.protocol === 'https:' ? 'secureConnect' : 'connect', () => {
    if (isOver) return;
    isOver = true;
    timer.cancel();
    done(null, socket);
  });
  // Stays attached: an error while nobody else listens must not crash the process.
  socket.on('error', (error) => fail(`connect ${codeOf(error)}`, error));
  socket.once('close', () => fail('connect closed'));
  return fail;
}
