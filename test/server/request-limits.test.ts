/** Limits of a request's size, duration and number, before any handler runs. */
import { gzipSync, brotliCompressSync } from 'node:zlib';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Route } from '../../server/http/endpoint.ts';
import { serverLimits, type ServerLimits } from '../../server/http/http-server.ts';
import type { Problem } from '../../shared/problem.ts';
import { bytes, rawRequest, sendRaw, type RawExchange } from '../support/raw-http.ts';
import { waitUntil } from '../support/wait-until.ts';
import { startTestDesk, type TestDesk } from './start-test-desk.ts';

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const usual = serverLimits({ proxied: false, longestAnswerMs: 120_000 });
const short: ServerLimits = {
  ...usual,
  headersMs: 250,
  requestMs: 500,
  checkEveryMs: 50,
  keepAliveMs: 300,
  silentMs: 3000,
};

/** The inputs that the handlers got. */
let seen: unknown[] = [];
/** Lets `GET /api/payments` continue. */
let goOn: () => void = () => undefined;

const routes: Route[] = [
  {
    key: 'POST /api/events/watch',
    handle: (input) => {
      seen.push(input);
      return Promise.resolve({ status: 204, body: undefined });
    },
  },
  {
    key: 'POST /api/operations/:id/withdraw',
    handle: (input) => {
      seen.push(input);
      return Promise.resolve({ status: 204, body: undefined });
    },
  },
  {
    key: 'GET /api/payments',
    handle: async (input) => {
      seen.push(input);
      await new Promise<void>((resolve) => {
        goOn = resolve;
      });
      return { status: 200, body: { items: [], nextCursor: null } };
    },
  },
];

let desk: TestDesk;
let own: string[];
beforeAll(async () => {
  desk = await startTestDesk({ routes, serverLimits: short });
  own = [`Origin: ${desk.url}`, `Cookie: ${await desk.signIn('manager')}`];
});
afterAll(() => desk.close());

const codesOf = ({ answers }: RawExchange) =>
  answers.map(({ status, body }) =>
    status < 400 ? status : (JSON.parse(body.toString()) as Problem).code,
  );
const watch = (body: string | Buffer, ...more: string[]) =>
  rawRequest(desk.url, {
    ...{ method: 'POST', path: '/api/events/watch', body },
    headers: [...own, 'Content-Type: application/json', ...more],
  });
const withoutLength = (lines: string[], body: string) =>
  bytes(
    [
      'POST /api/events/watch HTTP/1.1',
      `Host: ${new URL(desk.url).host}`,
      ...[...own, 'Content-Type: application/json', ...lines],
      '',
      body,
    ].join('\r\n'),
  );
const nothing = '{"payTokens":[]}';

describe('the time-out', () => {
  it('of headers that drip applies, however steadily they come', async () => {
    const drips = Array.from({ length: 100 }, (_, n) => bytes(`X-${String(n)}: 1\r\n`));
    const first = bytes(`GET /healthz HTTP/1.1\r\nHost: ${new URL(desk.url).host}\r\n`);
    const ended = await sendRaw(desk.url, [first, ...drips], { pauseMs: 20 });
    expect(codesOf(ended)).toEqual(['request-timeout']);
    expect(ended.ms).toBeLessThan(1500);
  });

  it('of a body that drips applies too', async () => {
    const whole = watch(nothing.padEnd(200));
    const drips = [...whole.subarray(-200)].map((byte) => Buffer.from([byte]));
    seen = [];
    const ended = await sendRaw(desk.url, [whole.subarray(0, -200), ...drips], { pauseMs: 20 });
    expect(codesOf(ended)).toEqual(['request-timeout']);
    expect(ended.ms).toBeLessThan(2000);
    expect(seen).toEqual([]);
  });

  it('refuses for good: what comes after the refusal is not carried out', async () => {
    seen = [];
    const whole = watch(nothing);
    for (const cut of [-5, -nothing.length - 10]) {
      const pieces = [whole.subarray(0, cut), whole.subarray(cut)];
      // The second piece arrives while the refused connection may still be open.
      const ended = await sendRaw(desk.url, pieces, { pauseMs: 570 });
      expect(codesOf(ended)).toEqual(['request-timeout']);
    }
    await pause(200);
    expect(seen).toEqual([]);
  });

  it('of a connection that sends nothing, or nothing more, applies', async () => {
    expect(codesOf(await sendRaw(desk.url, bytes('')))).toEqual(['request-timeout']);
    const keptAlive = bytes(`GET /healthz HTTP/1.1\r\nHost: ${new URL(desk.url).host}\r\n\r\n`);
    const ended = await sendRaw(desk.url, keptAlive);
    expect(codesOf(ended)).toEqual([200]);
    expect(ended.end).toBe('closed');
    expect(ended.ms).toBeLessThan(3000);
  });

  it('does not apply to a complete request that waits for its response', async () => {
    const path = '/api/payments';
    const waiting = sendRaw(desk.url, rawRequest(desk.url, { path, headers: own }));
    await pause(1000);
    goOn();
    expect(codesOf(await waiting)).toEqual([200]);
  });

  it('is unchanged for others while 200 connections drip', async () => {
    const drip = bytes('GET /healthz HTTP/1.1\r\nX-A: ');
    const slow = Array.from({ length: 200 }, () => sendRaw(desk.url, drip));
    const startMs = performance.now();
    for (let n = 0; n < 20; n += 1) expect((await desk.call('/healthz')).status).toBe(200);
    expect(performance.now() - startMs).toBeLessThan(2000);
    for (const ended of await Promise.all(slow)) {
      expect(codesOf(ended)).toEqual(['request-timeout']);
    }
  });
});

describe('the size', () => {
  const codeOf = async (request: Buffer) => codesOf(await sendRaw(desk.url, request))[0];
  const list = (n: number) => JSON.stringify({ payTokens: Array<string>(n).fill('x'.repeat(60)) });

  it('of a body is limited to 64 kB, with and without Content-Length', async () => {
    seen = [];
    expect(await codeOf(watch(nothing.padEnd(64 * 1024)))).toBe(204);
    expect(await codeOf(watch(nothing.padEnd(64 * 1024 + 1)))).toBe('body-too-large');
    const chunk = `2000\r\n${' '.repeat(0x2000)}\r\n`;
    const chunked = (body: string) => withoutLength(['Transfer-Encoding: chunked'], body);
    const close = 'Connection: close';
    const small = withoutLength(
      ['Transfer-Encoding: chunked', close],
      `10\r\n${nothing}\r\n0\r\n\r\n`,
    );
    expect(await codeOf(small)).toBe(204);
    expect(await codeOf(chunked(`${chunk.repeat(9)}0\r\n\r\n`))).toBe('body-too-large');
    expect(seen).toHaveLength(2);
  });

  it('counts the decompressed body', async () => {
    const packed = gzipSync(nothing.padEnd(60_000));
    expect(await codeOf(watch(packed, 'Content-Encoding: gzip'))).toBe(204);
    const bomb = Buffer.alloc(100 * 1024 * 1024, ' ');
    const startMs = performance.now();
    for (const [coding, body] of [
      ['gzip', gzipSync(bomb, { level: 1 })],
      ['br', brotliCompressSync(bomb, { params: { 1: 1 } })],
    ] as const) {
      expect(await codeOf(watch(body, `Content-Encoding: ${coding}`))).toBe('body-too-large');
    }
    expect(await codeOf(watch('{}', 'Content-Encoding: gzip'))).toBe('malformed-body');
    expect(await codeOf(watch('{}', 'Content-Encoding: zip'))).toBe('unsupported-media-type');
    expect(performance.now() - startMs).toBeLessThan(5000);
  });

  it('of a list is limited as the table says', async () => {
    expect(await codeOf(watch(list(60)))).toBe(204);
    expect(await codeOf(watch(list(61)))).toBe('invalid-request');
  });

  it('of the address and of the headers is limited as well', async () => {
    const get = (path: string, ...headers: string[]) => rawRequest(desk.url, { path, headers });
    const search = `/api/payments?q=${'%EA%B0%80'.repeat(255)}`;
    expect(await codeOf(get(search))).toBe('not-signed-in');
    expect(await codeOf(get(`/healthz?${'a'.repeat(8 * 1024 - 10)}`))).toBe(200);
    expect(await codeOf(get(`/healthz?${'a'.repeat(8 * 1024)}`))).toBe('address-too-long');
    expect(await codeOf(get('/healthz', ...Array<string>(98).fill('X-A: 1')))).toBe(200);
    expect(await codeOf(get('/healthz', ...Array<string>(99).fill('X-A: 1')))).toBe(
      'headers-too-large',
    );
    // Above Node's own limit, so that none is dropped silently.
    expect(await codeOf(get('/healthz', ...Array<string>(1000).fill('X-A: 1')))).toBe(
      'headers-too-large',
    );
    expect(await codeOf(get('/healthz', `X-A: ${'a'.repeat(17_000)}`))).toBe('headers-too-large');
  });

  it('of nested JSON is limited to a depth of 16, at once', async () => {
    const deep = (depth: number) => `{"payTokens":${'['.repeat(depth)}${']'.repeat(depth)}}`;
    expect(await codeOf(watch(deep(14)))).toBe('invalid-request');
    expect(await codeOf(watch(deep(17)))).toBe('malformed-body');
    const startMs = performance.now();
    expect(await codeOf(watch(deep(32_000)))).toBe('malformed-body');
    expect(performance.now() - startMs).toBeLessThan(1000);
  });
});

describe('an ambiguous request', () => {
  const host = () => new URL(desk.url).host;
  const codeOf = async (text: string) => codesOf(await sendRaw(desk.url, bytes(text)));
  const get = (...lines: string[]) => `${['GET /healthz HTTP/1.1', ...lines].join('\r\n')}\r\n\r\n`;

  it.each<[string, () => string]>([
    ['no Host', () => get()],
    ['two Hosts', () => get(`Host: ${host()}`, 'Host: evil.example')],
    ['HTTP/2 in the words of HTTP/1', () => get(`Host: ${host()}`).replace('/1.1', '/2.0')],
    ['HTTP/0.9', () => 'GET /healthz\r\n\r\n'],
    [
      'a length and chunks',
      () => get(`Host: ${host()}`, 'Content-Length: 5', 'Transfer-Encoding: chunked'),
    ],
    ['two lengths', () => get(`Host: ${host()}`, 'Content-Length: 0', 'Content-Length: 0')],
    ['a length that is none', () => get(`Host: ${host()}`, 'Content-Length: +0')],
    [
      'a coding before chunks',
      () => `${get(`Host: ${host()}`, 'Transfer-Encoding: gzip, chunked')}0\r\n\r\n`,
    ],
    [
      'chunks that are spelt otherwise',
      () => `${get(`Host: ${host()}`, 'Transfer-Encoding: xchunked')}0\r\n\r\n`,
    ],
    [
      'chunks in HTTP/1.0',
      () => `${get('Transfer-Encoding: chunked').replace('/1.1', '/1.0')}0\r\n\r\n`,
    ],
    [
      'two tokens',
      () => get(`Host: ${host()}`, 'Authorization: Bearer a', 'Authorization: Bearer b'),
    ],
    ['lines that end otherwise', () => get(`Host: ${host()}`).replaceAll('\r\n', '\n')],
    ['a folded header', () => get(`Host: ${host()}`, 'X-A: a', ' b')],
    ['a header with a blank in its name', () => get(`Host: ${host()}`, 'X A: a')],
    ['a NUL', () => get(`Host: ${host()}`, 'X-A: a\0b')],
    ['a method that nobody knows', () => get(`Host: ${host()}`).replace('GET', 'FETCH')],
    ['an expectation that nobody knows', () => get(`Host: ${host()}`, 'Expect: miracles')],
    [
      'an address on another host',
      () => get(`Host: ${host()}`).replace(' /', ' http://evil.example/'),
    ],
  ])('is refused, and its connection closed: %s', async (_what, text) => {
    const second = get(`Host: ${host()}`);
    expect(await codeOf(text() + second)).toEqual(['malformed-request']);
  });

  it('HTTP/1.0 without Host is accepted for probes, and 100-continue for clients', async () => {
    expect(await codeOf('GET /healthz HTTP/1.0\r\n\r\n')).toEqual([200]);
    const expecting = watch(nothing, 'Expect: 100-continue');
    expect(codesOf(await sendRaw(desk.url, expecting))).toEqual([204]);
  });

  it('a body with broken chunks is refused, and nothing of it is done', async () => {
    seen = [];
    for (const body of ['zz\r\n{}\r\n', '2\r\n{}x\r\n', '-1\r\n', `${'f'.repeat(17)}\r\n`]) {
      const request = withoutLength(['Transfer-Encoding: chunked'], body);
      expect(codesOf(await sendRaw(desk.url, request))).toEqual(['malformed-request']);
    }
    const extended = withoutLength(
      ['Transfer-Encoding: chunked'],
      `10;${'a'.repeat(20_000)}\r\n${nothing}\r\n0\r\n\r\n`,
    );
    expect(codesOf(await sendRaw(desk.url, extended))).toEqual(['body-too-large']);
    expect(seen).toEqual([]);
  });

  it('a body has to be complete also where it is not used', async () => {
    const path = '/api/operations/00000000-0000-4000-8000-000000000000/withdraw';
    const lines = [...own, 'Transfer-Encoding: chunked', 'Content-Type: application/json'];
    const request = rawRequest(desk.url, { method: 'POST', path, headers: lines });
    seen = [];
    const broken = Buffer.concat([request, bytes('zz\r\n')]);
    expect(codesOf(await sendRaw(desk.url, broken))).toEqual(['malformed-request']);
    expect(seen).toEqual([]);
  });

  it('a connection is cut rather than a second response sent', async () => {
    seen = [];
    const request = bytes(
      `${['GET /api/payments HTTP/1.1', `Host: ${host()}`, ...own].join('\r\n')}\r\n\r\n`,
    );
    const ended = await sendRaw(desk.url, Buffer.concat([request, bytes('hello\r\n\r\n')]));
    expect([ended.answers, ended.rest.length]).toEqual([[], 0]);
    await waitUntil('begun', () => seen.length === 1);
    goOn();
  });
});

describe('connections', () => {
  const opened: Socket[] = [];
  afterAll(() => {
    for (const socket of opened) socket.destroy();
  });

  it('of one address are counted, and one too many is closed', async () => {
    const few = await startTestDesk({ serverLimits: { ...usual, connectionsPerAddress: 5 } });
    try {
      const { hostname, port } = new URL(few.url);
      const states: ('open' | 'closed')[] = [];
      for (let n = 0; n < 7; n += 1) {
        const socket = connect(Number(port), hostname);
        socket.on('error', () => undefined);
        socket.on('close', () => (states[n] = 'closed'));
        opened.push(socket);
        states[n] = 'open';
        await new Promise((resolve) => socket.once('connect', resolve));
      }
      await waitUntil(
        'two closed',
        () => states.filter((state) => state === 'closed').length === 2,
      );
      expect(states.slice(0, 5)).toEqual(Array(5).fill('open'));
      // A closed connection frees its place.
      opened[0]?.destroy();
      await waitUntil('room', async () => {
        const { answers } = await sendRaw(few.url, rawRequest(few.url));
        return answers[0]?.status === 200;
      });
    } finally {
      await few.close();
    }
  });

  it('suffice for a thousand tabs behind one router, and no address can take all of them', () => {
    expect(usual.connectionsPerAddress).toBeGreaterThanOrEqual(1500);
    expect(usual.connectionsPerAddress).toBeLessThan(usual.connections);
    const proxied = serverLimits({ proxied: true, longestAnswerMs: 1000 });
    expect(proxied.connectionsPerAddress).toBeNull();
    // A proxy that keeps a connection longer than we do would send a request into a closed one.
    expect(proxied.keepAliveMs).toBeGreaterThan(60_000);
  });
});
