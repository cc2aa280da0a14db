/**
 * Answers requests that Node refuses before Express sees them. They are problems with the usual
 * headers, written directly to the socket.
 */
import { STATUS_CODES, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { problems, type ProblemCode } from '../../shared/problem.ts';
import type { Clock, Random } from '../clock.ts';
import { AppError } from '../errors.ts';
import type { Logger } from '../log.ts';
import { problemOf } from './problem-answer.ts';
import { securityHeaderLines } from './security-headers.ts';

export interface ClientErrorDeps {
  clock: Clock;
  random: Random;
  log: Logger;
  publicUrl: string;
}

/** Closing a connection while bytes still arrive resets it, and the answer is lost. */
export const LINGER_MS = 1000;

function codeOf({ code = '' }: NodeJS.ErrnoException): ProblemCode {
  switch (code) {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return 'request-timeout';
    case 'HPE_HEADER_OVERFLOW':
      return 'headers-too-large';
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return 'body-too-large';
    default:
      return 'malformed-request';
  }
}

interface BareAnswer {
  status: number;
  headers: ReadonlyMap<string, string>;
  body: string;
}

/** An answer made without Express; it closes the connection. */
function bareAnswer(
  code: ProblemCode,
  requestId: string,
  usual: ReadonlyMap<string, string>,
): BareAnswer {
  const body = JSON.stringify(problemOf(new AppError(code), requestId));
  const [status] = problems[code];
  const headers = new Map([
    ...usual,
    ['x-request-id', requestId],
    ['content-type', 'application/problem+json; charset=utf-8'],
    ['content-length', String(Buffer.byteLength(body))],
    ['connection', 'close'],
  ]);
  return { status, headers, body };
}

/** The answer as HTTP text. */
function wireText({ status, headers, body }: BareAnswer): string {
  const lines = [
    `HTTP/1.1 ${String(status)} ${STATUS_CODES[status] ?? ''}`,
    ...[...headers].map(([name, value]) => `${name}: ${value}`),
  ];
  return `${lines.join('\r\n')}\r\n\r\n${body}`;
}

/**
 * Tells whether a connection is busy: an answer is being sent, a whole request is being handled, or
 * one was answered before it had arrived completely. Anything written then would be read as part of
 * another answer.
 */
function watchConnections(server: Server): (socket: Duplex) => boolean {
  const atWork = new WeakMap<Duplex, Set<ServerResponse>>();
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const { socket } = request;
    const responses = atWork.get(socket) ?? new Set();
    atWork.set(socket, responses.add(response));
    response.once('close', () => {
      const forget = () => responses.delete(response);
      if (request.complete) forget();
      else request.once('end', forget);
    });
  });
  return (socket) => {
    const responses = [...(atWork.get(socket) ?? [])];
    return responses.some((response) => response.headersSent || response.req.complete);
  };
}

/**
 * Installs the handlers. A busy connection is closed without an answer, because a refusal could be
 * taken for the answer to a request that changed something.
 * @returns refuses a request before Express sees it
 */
export function answerClientErrors(
  server: Server,
  deps: ClientErrorDeps,
): (response: ServerResponse, code: ProblemCode) => void {
  const usual = securityHeaderLines(deps.publicUrl);
  const isBusy = watchConnections(server);
  const refused = new WeakSet<Duplex>();

  function answerTo(code: ProblemCode): BareAnswer {
    const requestId = deps.random.uuid();
    deps.log.info({ requestId, code }, 'not a request');
    return bareAnswer(code, requestId, usual);
  }

  function refuse(socket: Duplex, code: ProblemCode): void {
    if (refused.has(socket)) return;
    refused.add(socket);
    const isLate = code === 'request-timeout';
    socket.end(wireText(answerTo(code)), () => {
      // A late request may still arrive and must not be handled after its refusal. An unreadable
      // one can't become readable.
      if (isLate) socket.destroy();
    });
    deps.clock.after(LINGER_MS, () => socket.destroy());
  }

  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
    // A connection reset by the other side can't be answered.
    if (isBusy(socket) || !socket.writable || error.code === 'ECONNRESET') socket.destroy();
    else refuse(socket, codeOf(error));
  });
  server.on('connect', (_request: IncomingMessage, socket: Duplex) => {
    socket.on('error', () => socket.destroy());
    if (isBusy(socket)) socket.destroy();
    else refuse(socket, 'not-found');
  });
  // Unknown `Expect` headers are refused by the application, like everything else.
  server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) => {
    server.emit('request', request, response);
  });
  return (response, code) => {
    const { status, headers, body } = answerTo(code);
    response.writeHead(status, Object.fromEntries(headers)).end(body);
  };
}
