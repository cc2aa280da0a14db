import { connect as connectPlain, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Clock } from '../clock.ts';

/** The connection was never ready: no byte of a request can have left through it. */
export class NotConnected extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'NotConnected';
  }
}

export interface Target {
  hostname: string;
  protocol: string;
  /** `''` for the protocol's own port. */
  port: string;
}

export interface SocketOptions {
  clock: Clock;
  /** For name lookup, TCP and TLS together. */
  connectTimeoutMs: number;
  /** Certificate authorities instead of the machine's. */
  ca?: string | undefined;
}

type Done = (...result: [null, Socket] | [NotConnected, null]) => void;

/** `ECONNREFUSED` of an error, or of the first of several attempts over IPv6 and IPv4. */
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
    // A literal address has no server name (RFC 6066), and Node warns about one.
    ...(isIP(host) === 0 && { servername: host }),
    ...(options.ca !== undefined && { ca: options.ca }),
  });
}

/**
 * Opens a connection and calls `done` once: with a socket that is ready for the first byte of a
 * request, or with `NotConnected`, after which that socket never becomes ready.
 * @returns gives up: a socket that is not ready yet is destroyed
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
  // It stays on for good: an error between two owners of the socket must not end the process.
  socket.on('error', (error) => fail(`connect ${codeOf(error)}`, error));
  socket.once('close', () => fail('connect closed'));
  return fail;
}
