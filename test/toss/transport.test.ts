import { createServer as createPlainServer } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../server/clock.ts';
import { ApiKey } from '../../server/toss/api-key.ts';
import type { Exchange } from '../../server/toss/exchange.ts';
import { createTransport, type TransportOptions } from '../../server/toss/transport.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { selfSignedCertificate } from '../support/self-signed-certificate.ts';
import { httpAnswer, listenRaw, type RawToss, startRawToss } from './raw-toss.ts';

const KEY = 'sk_test_changgu';
const apiKey = ApiKey.parse(KEY);
const BODY = '{"payToken":"t1","amount":4000}';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function rawToss(...args: Parameters<typeof startRawToss>): Promise<RawToss> {
  const server = await startRawToss(...args);
  closing.push(() => server.close());
  return server;
}

function transportTo(baseUrl: string, options: Partial<TransportOptions> = {}) {
  const transport = createTransport({
    baseUrl,
    apiKey,
    timeoutMs: 2000,
    clock: systemClock,
    ...options,
  });
  closing.push(() => transport.close());
  return transport;
}

async function refund(baseUrl: string, options: Partial<TransportOptions> = {}): Promise<Exchange> {
  return (await transportTo(baseUrl, options).call('refunds', BODY)).exchange;
}

async function answeredWith(...args: Parameters<typeof httpAnswer>): Promise<Exchange> {
  const server = await rawToss((socket) => {
    socket.end(httpAnswer(...args));
  });
  return refund(server.url);
}

describe('the request', () => {
  it('is the stored bytes with the key in front, once, on a connection that is closed afterwards', async () => {
    const server = await rawToss((socket) => {
      socket.write(httpAnswer('{"code":0}'));
    });
    const transport = transportTo(`${server.url}/gate/`);
    const stored = '{"amount":4000, "reason":"단순 변심","refundNo":"r\\u0031"}';
    const { exchange } = await transport.call('refunds', stored);
    await transport.call('refunds', stored);
    expect(exchange).toMatchObject({ outcome: 'answered', code: 0, failure: null });
    expect(server.received).toHaveLength(2);
    const [head, body] = server.received[0]?.split('\r\n\r\n') ?? [];
    expect(head).toMatch(/^POST \/gate\/api\/v1\/refunds HTTP\/1\.1\r\n/);
    expect(head).toMatch(/\r\ncontent-type: application\/json\r\n/i);
    expect(head).toMatch(/\r\nconnection: close/i);
    expect(body).toBe(`{"apiKey":"${KEY}",${stored.slice(1)}`);
  });

  it.each(['', '[]', '{}', ' {"a":1}', '{"apiKey":"x"}', '{"a":1,"a":2}'])(
    'is not sent at all for the body %j',
    async (body) => {
      const server = await rawToss((socket) => {
        socket.end();
      });
      const { exchange } = await transportTo(server.url).call('refunds', body);
      expect(exchange).toMatchObject({ outcome: 'never-sent', call: 'refunds', json: null });
      expect(server.received).toEqual([]);
    },
  );
});

describe('proved that no byte was sent', () => {
  it('when the port refuses', async () => {
    const server = await startRawToss(() => undefined);
    await server.close();
    expect(await refund(server.url)).toMatchObject({
      outcome: 'never-sent',
      failure: 'connect ECONNREFUSED',
      httpStatus: null,
      answerText: null,
      answerHash: null,
    });
  });

  it('when the host name does not resolve', async () => {
    const exchange = await refund('http://toss.invalid');
    expect(exchange.outcome).toBe('never-sent');
    expect(exchange.failure).toMatch(/^connect (ENOTFOUND|EAI_AGAIN)$/);
  });

  it('when the certificate is not trusted: not even the head of the request was sent', async () => {
    let bytes = 0;
    const server = createTlsServer(selfSignedCertificate(), (socket) => {
      socket.on('data', (chunk: Buffer) => (bytes += chunk.length));
    });
    const { url, close } = await listenRaw(server, 'https');
    closing.push(close);
    expect(await refund(url)).toMatchObject({
      outcome: 'never-sent',
      failure: 'connect DEPTH_ZERO_SELF_SIGNED_CERT',
    });
    expect(bytes).toBe(0);
  });

  it('when the server does not speak TLS', async () => {
    const server = createPlainServer((socket) => {
      socket.on('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    });
    const { url, close } = await listenRaw(server, 'https');
    closing.push(close);
    expect(await refund(url)).toMatchObject({ outcome: 'never-sent' });
  });

  it('when the handshake is aborted', async () => {
    const server = createPlainServer((socket) => {
      socket.on('data', () => socket.destroy());
    });
    const { url, close } = await listenRaw(server, 'https');
    closing.push(close);
    expect(await refund(url)).toMatchObject({ outcome: 'never-sent' });
  });

  it('when the connection is not ready in time, even if it would become so later', async () => {
    const server = createPlainServer(() => undefined);
    const { url, close } = await listenRaw(server, 'https');
    closing.push(close);
    const clock = createFakeClock('2026-03-02T00:00:00.000Z');
    const running = refund(url, { clock, timeoutMs: 40_000 });
    await clock.advance(9_999);
    expect(clock.pending()).toBe(2);
    await clock.advance(1);
    expect(await running).toMatchObject({
      outcome: 'never-sent',
      failure: 'connect time-out after 10000 ms',
      startedAt: '2026-03-02T00:00:00.000Z',
      endedAt: '2026-03-02T00:00:10.000Z',
    });
    expect(clock.pending()).toBe(0);
  });

  it('when the whole time is over before the connection is ready', async () => {
    const server = createPlainServer(() => undefined);
    const { url, close } = await listenRaw(server, 'https');
    closing.push(close);
    expect(await refund(url, { timeoutMs: 50 })).toMatchObject({ outcome: 'never-sent' });
  });
});

describe('trusted TLS', () =>
  it('carries the call', async () => {
    const certificate = selfSignedCertificate();
    const server = createTlsServer(certificate, (socket) => {
      socket.on('data', () => socket.end(httpAnswer('{"code":0}')));
    });
    const { url, close } = await listenRaw(server, 'https');
    closing.push(close);
    const exchange = await refund(url, { ca: certificate.cert });
    expect(exchange).toMatchObject({ outcome: 'answered', code: 0 });
  }));

describe('lost: it may have been carried out', () => {
  const cases: [string, Parameters<typeof startRawToss>[0], RegExp][] = [
    ['closed without an answer', (socket) => socket.end(), /other side closed|UND_ERR/],
    ['reset without an answer', (socket) => socket.resetAndDestroy(), /ECONNRESET|UND_ERR/],
    ['no HTTP', (socket) => socket.end('hello\r\n\r\n'), /HTTP/],
    [
      'half a head',
      (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Type: appl'),
      /UND_ERR|HTTP|closed/,
    ],
    [
      'half a body',
      (socket) => socket.end(httpAnswer('{"code":0,"refundNo":"r"}').subarray(0, -5)),
      /UND_ERR|closed/,
    ],
    [
      'half of a chunked body that is JSON by itself',
      (socket) =>
        socket.end(
          'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n' +
            'Transfer-Encoding: chunked\r\n\r\na\r\n{"code":0}\r\n',
        ),
      /UND_ERR|closed|HPE_|HTTP/,
    ],
    [
      'reset in the middle of the body',
      (socket) => {
        socket.write(httpAnswer('{"code":0}').subarray(0, -3), () => socket.resetAndDestroy());
      },
      /ECONNRESET|UND_ERR/,
    ],
    ['silence', () => undefined, /^time-out after 300 ms$/],
    [
      'silence after the head',
      (socket) => {
        socket.write(httpAnswer('{"code":0}').subarray(0, -10));
      },
      /^time-out after 300 ms$/,
    ],
  ];
  it.each(cases)('%s', async (_name, answer, failure) => {
    const server = await rawToss(answer);
    const exchange = await refund(server.url, { timeoutMs: 300 });
    expect(exchange).toMatchObject({ outcome: 'lost', json: null, code: null });
    expect(exchange.failure).toMatch(failure);
    expect(server.received).toHaveLength(1);
  });

  it('when the other side closes as soon as it is connected', async () => {
    let connections = 0;
    const server = createPlainServer((socket) => {
      connections += 1;
      socket.end();
    });
    const { url, close } = await listenRaw(server, 'http');
    closing.push(close);
    const exchange = await refund(url);
    expect(exchange.outcome).toBe('lost');
    expect(connections).toBe(1);
  });

  it('when the answer drips for longer than the time-out', async () => {
    const server = await rawToss((socket) => {
      const bytes = httpAnswer('{"code":0}');
      let sent = 0;
      const drip = setInterval(() => {
        socket.write(bytes.subarray(sent, (sent += 1)));
      }, 20);
      socket.on('close', () => clearInterval(drip));
    });
    const exchange = await refund(server.url, { timeoutMs: 300 });
    expect(exchange).toMatchObject({ outcome: 'lost', failure: 'time-out after 300 ms' });
  });

  it('when the answer is over 256 KiB, but not at exactly that size', async () => {
    const full = `{"code":0,"fill":"${'x'.repeat(256 * 1024 - 20)}"}`;
    expect(Buffer.byteLength(full)).toBe(256 * 1024);
    expect(await answeredWith(full)).toMatchObject({ outcome: 'answered', code: 0 });
    expect(await answeredWith(`${full} `)).toMatchObject({
      outcome: 'lost',
      failure: 'body over 256 KiB',
      httpStatus: 200,
      json: null,
    });
  });

  it('stores what arrived, for the journal', async () => {
    const server = await rawToss((socket) => socket.end(httpAnswer('{"code":0}').subarray(0, -3)));
    const exchange = await refund(server.url);
    expect(exchange).toMatchObject({ httpStatus: 200, answerText: '{"code"' });
    expect(exchange.answerHash).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe('no second try', () => {
  it('does not follow a redirect', async () => {
    const target = await rawToss((socket) => socket.end(httpAnswer('{"code":0}')));
    for (const status of [301, 302, 303, 307, 308]) {
      const headers = [`Location: ${target.url}/api/v1/refunds`];
      const exchange = await answeredWith('{"code":0}', { status, headers });
      expect(exchange).toMatchObject({
        outcome: 'answered',
        failure: `redirect ${String(status)}`,
      });
    }
    expect(target.received).toEqual([]);
  });

  it('takes a new connection for each money call, even beside an idle one', async () => {
    const server = await rawToss((socket) => {
      socket.write(httpAnswer('{"code":0}', { headers: ['Keep-Alive: timeout=60'] }));
    });
    const transport = transportTo(server.url);
    for (const call of ['status', 'status', 'execute', 'cancel', 'refunds', 'payments'] as const) {
      expect((await transport.call(call, BODY)).exchange.outcome).toBe('answered');
      await pause(10);
    }
    const paths = server.received.map((text) => text.match(/POST \S+/g)?.join());
    const api = 'POST /api/v1';
    expect(paths).toEqual([
      `${api}/status,${api}/status`,
      `${api}/execute`,
      `${api}/cancel`,
      `${api}/refunds`,
      `${api}/payments`,
    ]);
  });

  it('does not even repeat a read whose kept-alive connection broke', async () => {
    const server = await rawToss((socket, number) => {
      if (number === 1) socket.write(httpAnswer('{"code":0}'));
      else socket.destroy();
    });
    const transport = transportTo(server.url);
    await transport.call('status', BODY);
    await pause(10);
    const { exchange } = await transport.call('status', BODY);
    expect(exchange.outcome).toBe('lost');
    expect(server.received).toHaveLength(1);
    expect(server.received[0]?.match(/POST/g)).toHaveLength(2);
  });

  it('aborts a status read after 15 s, a money call after its own time-out', async () => {
    const server = await rawToss(() => undefined);
    const clock = createFakeClock('2026-03-02T00:00:00.000Z');
    const transport = transportTo(server.url, { clock, timeoutMs: 40_000 });
    const running = [transport.call('status', BODY), transport.call('refunds', BODY)] as const;
    while (server.received.filter((text) => text !== '').length < 2) {
      await pause(5);
    }
    await clock.advance(15_000);
    expect((await running[0]).exchange.failure).toBe('time-out after 15000 ms');
    // An aborted read must not keep its connection.
    while (server.ended() === 0) await pause(5);
    await clock.advance(25_000);
    expect((await running[1]).exchange).toMatchObject({
      outcome: 'lost',
      failure: 'time-out after 40000 ms',
    });
  });
});

describe('a parsed answer', () => {
  it('has code, errorCode, message, hash and date', async () => {
    const body = '{"code":-1,"status":200,"msg":"취소가 불가능한 상태입니다.","errorCode":"X"}';
    const server = await rawToss((socket) =>
      socket.end(
        httpAnswer(body, {
          type: 'application/json;charset=UTF-8',
          headers: ['Date: Mon, 02 Mar 2026 00:00:00 GMT'],
        }),
      ),
    );
    const { exchange, dateHeader } = await transportTo(server.url).call('cancel', BODY);
    expect(exchange).toMatchObject({
      call: 'cancel',
      outcome: 'answered',
      httpStatus: 200,
      contentType: 'application/json;charset=UTF-8',
      code: -1,
      errorCode: 'X',
      message: '취소가 불가능한 상태입니다.',
      failure: null,
      answerText: body,
    });
    expect(dateHeader).toBe('Mon, 02 Mar 2026 00:00:00 GMT');
  });

  it.each([
    ['{"code":0}', { type: 'text/plain' }, 'HTTP 200 with text/plain'],
    ['{"code":0}', { type: 'application/jsonp' }, 'HTTP 200 with application/jsonp'],
    ['{"code":0}', { type: null }, 'HTTP 200 with no content type'],
    ['<html>', { type: 'text/html; charset=utf-8' }, 'HTTP 200 with HTML'],
    ['<html>', { type: 'text/html', status: 502 }, 'HTTP 502'],
    ['', {}, 'invalid JSON'],
    ['{"code":0', {}, 'invalid JSON'],
    ['{"code":0}{"code":0}', {}, 'invalid JSON'],
    ['[{"code":0}]', {}, 'JSON that is no object'],
    ['null', {}, 'JSON that is no object'],
    ['{"code":-1,"code":0}', {}, 'JSON with a doubled key'],
    [Buffer.from('7b22636f6465223a302c2278223a22ff227d', 'hex'), {}, 'invalid UTF-8'],
  ])('%j %j → %s', async (body, head, failure) => {
    const exchange = await answeredWith(body, head);
    expect(exchange).toMatchObject({ outcome: 'answered', json: null, code: null, failure });
  });

  it('of a breakdown stays one, even with code 0', async () => {
    const exchange = await answeredWith('{"code":0}', { status: 503 });
    expect(exchange).toMatchObject({ httpStatus: 503, code: 0, failure: 'HTTP 503' });
  });

  it('accepts only a number as a code', async () => {
    expect((await answeredWith('{"code":"0"}')).code).toBeNull();
    expect((await answeredWith('{"code":true}')).code).toBeNull();
    expect((await answeredWith('{"__proto__":{"code":0}}')).code).toBeNull();
  });

  it('is cut at 8 KiB for the journal, between two characters', async () => {
    const exchange = await answeredWith(JSON.stringify({ code: 0, msg: '가'.repeat(5000) }));
    const text = exchange.answerText ?? '';
    expect(Buffer.byteLength(text)).toBeGreaterThan(8 * 1024 - 3);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(8 * 1024);
    expect(text).not.toContain('\ufffd');
  });

  it('never contains a key, however it is echoed', async () => {
    const escaped = KEY.replace('c', '\\u0063');
    const filled = JSON.stringify({ code: -1, msg: 'x'.repeat(8 * 1024 - 30) + KEY });
    const exchanges = await Promise.all([
      answeredWith(JSON.stringify({ code: -1, msg: `bad key ${KEY}`, errorCode: KEY, [KEY]: KEY })),
      answeredWith(`{"code":-1,"msg":"${escaped}"}`),
      answeredWith(filled),
      answeredWith(`<p>${KEY}</p>`, { type: `text/${KEY}`, status: 400 }),
      answeredWith(Buffer.concat([Buffer.from(KEY), Buffer.from([0xff])])),
      answeredWith('{"msg":"sk_live_of_another_shop"}'),
    ]);
    for (const exchange of exchanges) {
      expect(JSON.stringify(exchange)).not.toMatch(/sk_(test|live)_/);
      expect(JSON.stringify(exchange)).not.toMatch(/changgu|hanggu/);
    }
    expect(exchanges[0]).toMatchObject({ code: -1, message: 'bad key [API key]' });
    expect(exchanges[1]).toMatchObject({ code: -1, message: '[API key]' });
  });
});
