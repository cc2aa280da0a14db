/** Names of Object.prototype, and headers made to slow a parser down. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Route } from '../../server/http/endpoint.ts';
import type { Problem } from '../../shared/problem.ts';
import { rawRequest, sendRaw } from '../support/raw-http.ts';
import { startTestDesk, type TestDesk } from './start-test-desk.ts';

let seen: unknown[] = [];
const note =
  (body: unknown): Route['handle'] =>
  (input) => {
    seen.push(input);
    return Promise.resolve({ status: 200, body });
  };
const routes: Route[] = [
  { key: 'GET /api/payments', handle: note({ items: [], nextCursor: null }) },
  { key: 'POST /api/payments', handle: note({}) },
  { key: 'PUT /api/me/preferences', handle: note({}) },
  { key: 'POST /api/payments/lookup', handle: note({}) },
];

let desk: TestDesk;
let cookie: string;
beforeAll(async () => {
  desk = await startTestDesk({ routes });
  cookie = await desk.signIn('manager');
});
afterAll(() => desk.close());

async function problemOf(path: string, method = 'GET', body?: string): Promise<Problem> {
  const answer = await desk.call(path, { method, cookie, ...(body && { body }) });
  return (await answer.json()) as Problem;
}

describe('a name of Object.prototype', () => {
  const before = Object.getOwnPropertyNames(Object.prototype);
  const evil = '{"polluted":"yes","toString":1,"status":"PAY_COMPLETE"}';
  const order = '"orderNo":"A-1","amount":1000,"productDesc":"책","autoExecute":true';

  it.each([
    ['/__proto__', `{${order},"__proto__":${evil}}`],
    ['/constructor', `{${order},"constructor":{"prototype":${evil}}}`],
    ['/prototype', `{${order},"prototype":${evil}}`],
    [
      '/parts/__proto__',
      `{${order},"parts":{"taxable":1000,"vat":0,"taxFree":0,"serviceFee":0,"__proto__":${evil}}}`,
    ],
    ['/hasOwnProperty', `{${order},"hasOwnProperty":1}`],
    ['/toJSON', `{${order},"toJSON":1}`],
    ['/\u{5f}_proto_\u{5f}', String.raw`{${order},"\u005f_proto_\u005f":${evil}}`],
  ])('is an unknown field of a body, at %s', async (pointer, body) => {
    seen = [];
    const problem = await problemOf('/api/payments', 'POST', body);
    expect(problem.code).toBe('invalid-request');
    expect(problem.errors).toContainEqual({
      ...{ pointer, code: 'unknown-field', params: {} },
      detail: 'is not a field of this request',
    });
    expect(seen).toEqual([]);
  });

  it.each([
    ['__proto__', '__proto__=x'],
    ['__proto__[polluted]', '__proto__[polluted]=yes'],
    ['constructor.prototype.polluted', 'constructor.prototype.polluted=yes'],
    ['constructor[prototype][polluted]', 'constructor[prototype][polluted]=yes'],
    ['status[__proto__]', 'status[__proto__]=x'],
    ['toString', 'toString=x'],
  ])('is an unknown field of a query: %s', async (name, query) => {
    seen = [];
    const problem = await problemOf(`/api/payments?${query}`);
    expect([problem.code, problem.errors?.map(({ pointer }) => pointer)]).toEqual([
      'invalid-request',
      [`/query/${name}`],
    ]);
    expect(seen).toEqual([]);
  });

  it('is a plain text where a text is allowed', async () => {
    seen = [];
    const metadata = JSON.stringify(`{"__proto__":${evil}}`);
    await problemOf('/api/payments', 'POST', `{${order},"metadata":${metadata}}`);
    await problemOf('/api/payments?q=__proto__&status=constructor');
    expect(seen).toMatchObject([
      { body: { metadata: `{"__proto__":${evil}}` } },
      { query: { q: '__proto__', status: ['constructor'] } },
    ]);
  });

  it.each(['[]', '"x"', '1', 'null', 'true', '[{"language":"ko"}]', '{"0":"a"}', '""'])(
    'gives no access, and neither does a body of another shape: %s',
    async (body) => {
      seen = [];
      const { code } = await problemOf('/api/me/preferences', 'PUT', body);
      expect(['invalid-request', 'malformed-body']).toContain(code);
      expect(seen).toEqual([]);
    },
  );

  it('has changed nothing for anybody', () => {
    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before);
    expect(Object.keys({})).toEqual([]);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

describe('a header that is made to slow a parser down', () => {
  const pieces = [
    ...['a', ' ', '\t', ',', ';', '=', '"', '\\', '-', '/', '%', '(', '*', '0', '{', '\xff'],
    ...[', ', ';q=', 'a;q=0.1,', '*/*,', '"\\', 'a=b; ', '-,', '%00', 'bytes=0-,', 'W/"a",', ';;'],
  ];
  const names = [
    ...['Accept', 'Accept-Encoding', 'Accept-Language', 'Accept-Charset', 'Authorization'],
    ...['Cookie', 'Content-Type', 'Content-Encoding', 'Prefer', 'Range', 'If-None-Match'],
    ...['If-Modified-Since', 'If-Match', 'Last-Event-ID', 'Origin', 'Referer', 'User-Agent'],
    ...['X-Forwarded-For', 'X-Forwarded-Proto', 'X-Forwarded-Host', 'Forwarded', 'Cache-Control'],
    ...['Sec-Fetch-Site', 'Connection', 'Upgrade', 'TE', 'Via', 'X-HTTP-Method-Override'],
  ];

  /** What has to come first so that the rest is parsed at all. */
  const starts: Record<string, string> = {
    Authorization: 'Bearer ',
    Prefer: 'wait=',
    'Content-Type': 'application/json;',
    Range: 'bytes=',
  };

  it.each(names)('takes no longer than another: %s', async (name) => {
    for (const [index, piece] of pieces.entries()) {
      const start = index % 2 === 0 ? (starts[name] ?? '') : '';
      const value = start + piece.repeat(Math.floor(12_000 / piece.length));
      const headers = [`Origin: ${desk.url}`, `${name}: ${value}`];
      if (name !== 'Cookie') headers.push(`Cookie: ${cookie}`);
      const request = rawRequest(desk.url, { path: '/api/payments?limit=1', headers });
      const { answers, ms } = await sendRaw(desk.url, request, { enough: 1 });
      const status = answers[0]?.status ?? 0;
      expect([name, piece, status >= 200 && status < 500]).toEqual([name, piece, true]);
      expect([name, piece, ms < 1000]).toEqual([name, piece, true]);
    }
  });
});
