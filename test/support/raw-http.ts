/** HTTP over a raw socket: sends what no client would send, and parses the response strictly. */
import { connect, type Socket } from 'node:net';

export interface RawAnswer {
  status: number;
  /** By lower-case name, with every value of a repeated header. */
  headers: Map<string, string[]>;
  body: Buffer;
}

export interface RawExchange {
  /** Complete responses, without `100 Continue`. */
  answers: RawAnswer[];
  /** Trailing bytes that are no complete response. */
  rest: Buffer;
  /**
   * How the connection ended: the other side closed or reset it, enough responses came, or our
   * time-out passed.
   */
  end: 'closed' | 'reset' | 'enough' | 'patience';
  ms: number;
}

export interface RawOptions {
  /** Milliseconds between the pieces. */
  pauseMs?: number;
  /** Stops after so many responses; without it the other side has to close. */
  enough?: number;
  /** When to half-close: right after the bytes, or after the first response. */
  halfClose?: 'after the bytes' | 'after an answer';
  patienceMs?: number;
}

const EMPTY = Buffer.alloc(0);
const END_OF_HEAD = Buffer.from('\r\n\r\n');

/** Encodes a text in which each character is one byte. */
export const bytes = (text: string) => Buffer.from(text, 'latin1');

function readHead(head: string): Omit<RawAnswer, 'body'> {
  const [first = '', ...lines] = head.split('\r\n');
  const status = /^HTTP\/1\.1 ([1-5]\d\d) [ -~]*$/.exec(first)?.[1];
  if (status === undefined) throw new Error(`no status line: ${JSON.stringify(first)}`);
  const headers: RawAnswer['headers'] = new Map();
  for (const line of lines) {
    const [, name, value] = /^([\w-]+): ([^\r\n]*)$/.exec(line) ?? [];
    if (name === undefined || value === undefined) throw new Error(`no header: ${line}`);
    const key = name.toLowerCase();
    headers.set(key, [...(headers.get(key) ?? []), value]);
  }
  return { status: Number(status), headers };
}

/** Decodes a chunked body and says where it ends; `null` where it is incomplete. */
function readChunks(from: Buffer): { body: Buffer; length: number } | null {
  const pieces: Buffer[] = [];
  let at = 0;
  for (;;) {
    const lineEnd = from.indexOf('\r\n', at);
    if (lineEnd < 0) return null;
    const size = parseInt(from.toString('latin1', at, lineEnd), 16);
    if (Number.isNaN(size)) throw new Error('no chunk size');
    const start = lineEnd + 2;
    if (from.length < start + size + 2) return null;
    at = start + size + 2;
    if (size === 0) return { body: Buffer.concat(pieces), length: at };
    pieces.push(from.subarray(start, start + size));
  }
}

function readBody(
  { status, headers }: Omit<RawAnswer, 'body'>,
  from: Buffer,
): { body: Buffer; length: number } | null {
  if (status === 204 || status === 304) return { body: EMPTY, length: 0 };
  if (headers.get('transfer-encoding')?.[0] === 'chunked') return readChunks(from);
  const length = Number(headers.get('content-length')?.[0]);
  if (Number.isNaN(length)) throw new Error('an answer without a length');
  return from.length < length ? null : { body: from.subarray(0, length), length };
}

/** @throws Error where the bytes are not HTTP */
function readAnswers(all: Buffer): { answers: RawAnswer[]; rest: Buffer } {
  const answers: RawAnswer[] = [];
  let rest = all;
  for (;;) {
    const headEnd = rest.indexOf(END_OF_HEAD);
    if (headEnd < 0) return { answers, rest };
    const head = readHead(rest.toString('latin1', 0, headEnd));
    const after = rest.subarray(headEnd + END_OF_HEAD.length);
    if (head.status === 100) {
      rest = after;
      continue;
    }
    const read = readBody(head, after);
    if (read === null) return { answers, rest };
    answers.push({ ...head, body: read.body });
    rest = after.subarray(read.length);
  }
}

async function writePieces(socket: Socket, pieces: readonly Buffer[], pauseMs: number) {
  for (const [index, piece] of pieces.entries()) {
    if (index > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs));
    if (!socket.writable) return;
    socket.write(piece);
  }
}

/**
 * Sends the pieces over a connection of their own.
 * @throws Error where the response is not HTTP
 */
export function sendRaw(
  url: string,
  pieces: Buffer | readonly Buffer[],
  options: RawOptions = {},
): Promise<RawExchange> {
  const { pauseMs = 0, enough = Infinity, halfClose, patienceMs = 10_000 } = options;
  const { hostname, port } = new URL(url);
  const startMs = performance.now();
  return new Promise((resolve, reject) => {
    // Half open, so that pieces can still be sent after the other side has ended its side.
    const socket = connect({ port: Number(port), host: hostname, allowHalfOpen: true });
    let got: Buffer = EMPTY;
    let end: RawExchange['end'] | null = null;
    let open = 2;
    const oneSideIsDone = () => {
      open -= 1;
      if (open === 0) finish('closed');
    };
    const finish = (how: RawExchange['end']) => {
      if (end !== null) return;
      end = how;
      clearTimeout(patience);
      socket.destroy();
      try {
        resolve({ ...readAnswers(got), end: how, ms: performance.now() - startMs });
      } catch (error) {
        reject(new Error(`${String(error)} in ${got.toString('latin1')}`, { cause: error }));
      }
    };
    const patience = setTimeout(() => finish('patience'), patienceMs);
    socket.on('error', () => finish('reset'));
    socket.on('end', oneSideIsDone);
    socket.on('data', (chunk) => {
      got = Buffer.concat([got, chunk]);
      if (enough === Infinity && halfClose !== 'after an answer') return;
      try {
        const { answers } = readAnswers(got);
        if (answers.length >= enough) finish('enough');
        else if (halfClose === 'after an answer' && answers.length > 0) socket.end();
      } catch {
        // Called once it is over, with everything received.
        finish('enough');
      }
    });
    void writePieces(socket, Buffer.isBuffer(pieces) ? [pieces] : pieces, pauseMs).then(() => {
      if (halfClose === 'after the bytes') socket.end();
      oneSideIsDone();
    });
  });
}

export interface RawRequest {
  method?: string;
  path?: string;
  /** Header lines without CRLF; `Host` is added. */
  headers?: readonly string[];
  body?: string | Buffer;
}

/** A request as a client would write it, with Content-Length and `Connection: close`. */
export function rawRequest(url: string, request: RawRequest = {}): Buffer {
  const { method = 'GET', path = '/healthz', headers = [], body } = request;
  const lines = [
    `${method} ${path} HTTP/1.1`,
    `Host: ${new URL(url).host}`,
    'Connection: close',
    ...(body === undefined ? [] : [`Content-Length: ${String(Buffer.byteLength(body))}`]),
    ...headers,
  ];
  return Buffer.concat([bytes(`${lines.join('\r\n')}\r\n\r\n`), Buffer.from(body ?? '')]);
}
