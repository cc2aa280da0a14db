/** The real transport against raw sockets: what is sent, how often, and how the answer is read. */
import { createServer as createPlainServer, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { systemClock } from '../../../server/clock.ts';
import { ApiKey } from '../../../server/toss/api-key.ts';
import type { Exchange, TossCall } from '../../../server/toss/exchange.ts';
import { createTransport } from '../../../server/toss/transport.ts';
import { selfSignedCertificate } from '../../support/self-signed-certificate.ts';
import { httpAnswer, listenRaw, startRawToss } from '../../toss/raw-toss.ts';
import { differs, runDrill, type DrillCase } from '../drill.ts';
import { serveGate } from '../serve-gate.ts';

const KEY = 'sk_test_changgu';
const BODY = '{"payToken":"t1","amount":4000,"refundNo":"r1"}';
const OK = httpAnswer('{"code":0,"refundNo":"r1"}');
/** Much longer than a call may take, also on a busy machine. */
const PATIENCE_MS = 10_000;
/** The time in which a client would retry. */
const SECOND_TRY_MS = 150;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Makes each call of a base URL, sequentially. */
async function callAll(
  url: string,
  calls: readonly TossCall[],
  timeoutMs = 2000,
): Promise<Exchange[]> {
  const transport = createTransport({
    baseUrl: url,
    apiKey: ApiKey.parse(KEY),
    timeoutMs,
    clock: systemClock,
  });
  const exchanges: Exchange[] = [];
  for (const call of calls) {
    exchanges.push((await transport.call(call, BODY)).exchange);
    await pause(10);
  }
  await transport.close();
  return exchanges;
}

type AnswerRequest = (socket: Socket, requestNumber: number) => void;

/** One refund to a raw server. */
async function refundTo(answer: AnswerRequest, timeoutMs = 2000) {
  const server = await startRawToss(answer);
  try {
    const late = pause(PATIENCE_MS).then((): Exchange[] => []);
    const [exchange] = await Promise.race([callAll(server.url, ['refunds'], timeoutMs), late]);
    await pause(SECOND_TRY_MS);
    const requests = server.received.join('').match(/POST \/api/g)?.length ?? 0;
    const { outcome = 'it never ended', failure, code } = exchange ?? {};
    return { outcome, failure, code, requests, connections: server.received.length, exchange };
  } finally {
    await server.close();
  }
}

/** How a connection may end once a request has arrived; none of these shows whether it was done. */
const endings: [string, AnswerRequest][] = [
  ['closed', (socket) => socket.end()],
  ['reset', (socket) => socket.resetAndDestroy()],
  ['half a head', (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Type: appl')],
  ['half a body', (socket) => socket.end(OK.subarray(0, -5))],
  ['silent', () => undefined],
];

async function eachEnding(
  check: (ending: Awaited<ReturnType<typeof refundTo>>) => string | null,
): Promise<string | null> {
  for (const [name, answer] of endings) {
    const detail = check(await refundTo(answer, 300));
    if (detail !== null) return `${name}: ${detail}`;
  }
  return null;
}

async function hungUpAtOnce(): Promise<string | null> {
  let connections = 0;
  const server = createPlainServer((socket) => {
    connections += 1;
    socket.end();
  });
  const { url, close } = await listenRaw(server, 'http');
  const [exchange] = await callAll(url, ['refunds'], 500);
  await pause(SECOND_TRY_MS);
  await close();
  return differs({ connections, outcome: exchange?.outcome }, { connections: 1, outcome: 'lost' });
}

async function keptConnection(): Promise<string | null> {
  const server = await startRawToss((socket) => {
    socket.write(httpAnswer('{"code":0}', { headers: ['Keep-Alive: timeout=60'] }));
  });
  await callAll(server.url, ['status', 'refunds', 'refunds', 'status', 'execute']);
  await server.close();
  const paths = server.received.map((text) => text.match(/\w+(?= HTTP)/g)?.join() ?? '');
  const shared = paths.filter((path) => path.includes(',') && path !== 'status,status');
  return shared.length === 0 ? null : `one connection carried ${shared.join(' and ')}`;
}

async function untrustedServer(): Promise<string | null> {
  let bytes = 0;
  const server = createTlsServer(selfSignedCertificate(), (socket) => {
    socket.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      socket.end(OK);
    });
  });
  const { url, close } = await listenRaw(server, 'https');
  const [exchange] = await callAll(url, ['refunds']);
  await close();
  return differs({ bytes, outcome: exchange?.outcome }, { bytes: 0, outcome: 'never-sent' });
}

async function refusedPort(): Promise<string | null> {
  const server = await startRawToss(() => undefined);
  await server.close();
  const [exchange] = await callAll(server.url, ['refunds']);
  return differs({ outcome: exchange?.outcome }, { outcome: 'never-sent' });
}

/** An answer that drips for longer than the call may take. */
async function dripping(): Promise<string | null> {
  const drip: AnswerRequest = (socket) => {
    let sent = 0;
    const timer = setInterval(() => socket.write(OK.subarray(sent, (sent += 1))), 60);
    socket.on('close', () => clearInterval(timer));
  };
  const ended = await refundTo(drip, 300);
  return differs(ended, { outcome: 'lost', failure: 'time-out after 300 ms' });
}

async function redirected(): Promise<string | null> {
  for (const status of [301, 302, 303, 307, 308]) {
    const answer = httpAnswer('{"code":0}', { status, headers: ['Location: /api/v1/elsewhere'] });
    const ended = await refundTo((socket, number) => socket.end(number === 1 ? answer : OK));
    const wanted = { requests: 1, connections: 1, failure: `redirect ${String(status)}` };
    const detail = differs(ended, wanted);
    if (detail !== null) return `${String(status)}: ${detail}`;
  }
  return null;
}

async function exactBytes(): Promise<string | null> {
  const server = await startRawToss((socket) => socket.end(OK));
  await callAll(server.url, ['refunds']);
  await server.close();
  const body = server.received[0]?.split('\r\n\r\n')[1];
  return differs({ body }, { body: `{"apiKey":"${KEY}",${BODY.slice(1)}` });
}

async function echoedKey(): Promise<string | null> {
  const escaped = KEY.replace('c', '\\u0063');
  const answers = [
    httpAnswer(`{"code":-1,"msg":"bad key ${KEY}","errorCode":"${KEY}"}`),
    httpAnswer(`{"code":-1,"msg":"${escaped}"}`),
    httpAnswer(`<p>${KEY}</p>`, { type: `text/${KEY}`, status: 500 }),
  ];
  for (const answer of answers) {
    const { exchange } = await refundTo((socket) => socket.end(answer));
    if (/sk_test|changgu/.test(JSON.stringify(exchange))) return JSON.stringify(exchange);
  }
  return null;
}

async function oversized(): Promise<string | null> {
  const answer = httpAnswer(`{"code":0,"refundNo":"r1","fill":"${'x'.repeat(300 * 1024)}"}`);
  return differs(await refundTo((socket) => socket.end(answer)), { outcome: 'lost', code: null });
}

const cases: readonly DrillCase[] = [
  { name: 'bytes', promise: 'the stored bytes go out, with the key in front', broken: exactBytes },
  {
    name: 'own-connection',
    promise: 'a money call has a connection of its own',
    broken: keptConnection,
  },
  {
    name: 'once',
    promise: 'a money call goes out once, however its connection ends',
    broken: () => eachEnding((ending) => differs(ending, { requests: 1, connections: 1 })),
  },
  { name: 'one-connection', promise: 'a money call opens one connection', broken: hungUpAtOnce },
  {
    name: 'may-have-left',
    promise: 'what may have left counts as sent',
    broken: () => eachEnding((ending) => differs(ending, { outcome: 'lost', code: null })),
  },
  {
    name: 'refused',
    promise: 'a refused connection proves that nothing left',
    broken: refusedPort,
  },
  {
    name: 'trusted',
    promise: 'nothing goes to a server that is not trusted',
    broken: untrustedServer,
  },
  { name: 'redirect', promise: 'a redirect is not followed', broken: redirected },
  { name: 'in-time', promise: 'a money call ends in its time', broken: dripping },
  { name: 'oversized', promise: 'an answer of more than 256 KiB is none', broken: oversized },
  { name: 'key', promise: 'the API key is in no exchange', broken: echoedKey },
];

serveGate(({ only }) => runDrill(cases, only));
