/**
 * Request bodies that never end, from a few addresses. Behind a proxy all connections have the
 * proxy's address, so the desk has to limit them by the forwarded address.
 */
import { connect, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { serverLimits } from '../../server/http/http-server.ts';
import { startTestDesk, type RunningDesk } from '../support/start-desk.ts';
import { rawRequest, sendRaw } from '../support/raw-http.ts';
import { waitUntil } from '../support/wait-until.ts';

const ADDRESSES = 24;
/** 4,000 in production; a process that is both client and server has fewer sockets. */
const CONNECTIONS = 400;

let desk: RunningDesk;
beforeAll(async () => {
  const usual = serverLimits({ proxied: true, longestAnswerMs: 30_000 });
  desk = await startTestDesk({
    env: { TRUST_PROXY: '1' },
    bounds: { server: { ...usual, connections: CONNECTIONS } },
  });
});
afterAll(() => desk.close());

let sockets: Socket[] = [];
afterEach(() => {
  for (const socket of sockets) socket.destroy();
  sockets = [];
});

interface Slow {
  socket: Socket;
  text: string;
}

/** Begins a request and never sends its body. */
function begin(path: string, from: string): Slow {
  const { hostname, port } = new URL(desk.url);
  const slow: Slow = { socket: connect(Number(port), hostname), text: '' };
  sockets.push(slow.socket);
  slow.socket.on('error', () => undefined);
  slow.socket.on('data', (piece) => (slow.text += piece.toString('latin1')));
  const lines = [
    `POST ${path} HTTP/1.1`,
    `Host: ${hostname}:${port}`,
    `Origin: ${desk.url}`,
    `X-Forwarded-For: ${from}`,
    'Content-Type: application/json',
    'Content-Length: 1000',
  ];
  slow.socket.write(`${lines.join('\r\n')}\r\n\r\n{`);
  return slow;
}

const open = () => sockets.filter((socket) => !socket.destroyed && !socket.readableEnded).length;

/** A request of another client on a new connection. @returns its status; `null`: no response */
async function others(path = '/healthz', more: Parameters<typeof rawRequest>[1] = {}) {
  const request = rawRequest(desk.url, { ...more, path });
  const { answers } = await sendRaw(desk.url, request, { enough: 1, patienceMs: 3000 });
  return answers[0]?.status ?? null;
}

const callback = (from: string) =>
  others('/toss/callback', {
    method: 'POST',
    headers: [`X-Forwarded-For: ${from}`, 'Content-Type: application/json'],
    body: '{}',
  });

describe.each(['/toss/callback', '/api/auth/sign-in/email'])('at %s', (path) => {
  it('they leave room for everybody, also from the same address', async () => {
    for (let n = 0; n < 2 * CONNECTIONS; n += 1) {
      begin(path, `203.0.113.${String(n % ADDRESSES)}`);
      if (n % 100 === 99) expect(await others(), String(n)).toBe(200);
    }
    expect(await callback('203.0.113.0')).toBe(200);
    expect(open()).toBeLessThanOrEqual(300);
  });

  it('twenty of one address are waited for, and the oldest of more is told and cut', async () => {
    const slow = Array.from({ length: 21 }, () => begin(path, '198.51.100.1'));
    const first = slow[0];
    await waitUntil('one cut', () => slow.filter(({ text }) => text !== '').length === 1);
    expect(first?.text).toContain('429 Too Many Requests');
    expect(first?.text.toLowerCase()).toContain('connection: close');
    await waitUntil('closed', () => first?.socket.readableEnded === true);
    expect(open()).toBe(20);
    const startMs = performance.now();
    await waitUntil('all are cut', () => open() === 0, undefined, 8000);
    expect(performance.now() - startMs).toBeLessThan(7000);
    expect(slow.at(-1)?.text).toContain('408 Request Timeout');
  });
});

it('a request that was answered holds its connection no longer than a moment', async () => {
  for (let n = 0; n < 600; n += 1) begin('/nothing', `203.0.113.${String(n % ADDRESSES)}`);
  await waitUntil('answered', () => sockets.length === 600 && open() === 0, undefined, 8000);
  expect(await others()).toBe(200);
});
