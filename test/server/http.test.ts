import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express from 'express';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { endpoints, type EndpointKey } from '../../shared/api.ts';
import type { Problem } from '../../shared/problem.ts';
import { AppError } from '../../server/errors.ts';
import type { RequestContext, Route } from '../../server/http/endpoint.ts';
import { defaultLimits } from '../../server/http/rate-limits.ts';
import { atCommandLine } from '../support/staff-accounts.ts';
import { startTestDesk, type TestDesk } from './start-test-desk.ts';

async function problemOf(response: Response): Promise<Problem> {
  expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  const problem = (await response.json()) as Problem;
  expect(problem.status).toBe(response.status);
  expect(problem.instance).toBe(response.headers.get('x-request-id'));
  expect(problem.title).not.toBe('');
  expect(['not-applied', 'unknown']).toContain(problem.effect);
  return problem;
}

let ready = true;
let diskError: Error;
let seen: { input: unknown; context: RequestContext }[] = [];

function stub(key: EndpointKey, handle: Route['handle']): Route {
  return { key, handle };
}

const stubs: Route[] = [
  stub('POST /api/payments', (input, context) => {
    seen.push({ input, context });
    return Promise.reject(new AppError('toss-lost-answer', 'Lost', { tossErrorCode: 'X' }));
  }),
  stub('GET /api/payments', (input, context) => {
    seen.push({ input, context });
    return Promise.resolve({ status: 200, body: { items: [], nextCursor: null } });
  }),
  stub('GET /api/payments/summary', () =>
    Promise.resolve({ status: 200, body: { count: 0, secretField: 1 } }),
  ),
  stub('GET /api/operations', () => Promise.reject(diskError)),
  stub('GET /api/payments/:payToken', () =>
    Promise.reject(new Error('the driver said sk_test_leak')),
  ),
  stub('PUT /api/payments/:payToken/operations/:operationId', (input, context) => {
    seen.push({ input, context });
    return Promise.reject(new AppError('payment-not-found'));
  }),
];

describe('the HTTP layer', () => {
  let desk: TestDesk;
  let clientDir: string;
  let manager: string;
  beforeAll(async () => {
    clientDir = mkdtempSync(join(tmpdir(), 'changgu-client-'));
    mkdirSync(join(clientDir, 'assets'));
    writeFileSync(join(clientDir, 'assets', 'main-abc123.js'), 'console.log(1);');
    writeFileSync(
      join(clientDir, 'index.html'),
      '<!doctype html><html><head><title>x</title></head><body><div id="root"></div></body></html>',
    );
    const echo = express.Router();
    echo.post('/toss/callback', (_request, response) => {
      response.send('stored');
    });
    desk = await startTestDesk({
      routes: stubs,
      publicRouters: [echo],
      clientDir,
      shopName: `김's <가게> $& "1"`,
      ready: () => ready,
    });
    manager = await desk.signIn('manager');
  });
  afterAll(async () => {
    await desk.close();
    rmSync(clientDir, { recursive: true, force: true });
  });

  const post = (body: unknown, headers: Record<string, string> = {}) =>
    desk.call('/api/payments', { method: 'POST', cookie: manager, body, headers });

  it('lists every wrong field of body, query and params', async () => {
    const problem = await problemOf(
      await post({
        orderNo: '한글',
        amount: 0,
        parts: { taxable: -1, vat: 1.5, taxFree: '0', serviceFee: 0, tip: 1 },
        autoExecute: 'yes',
        retUrl: 'ftp://x',
        expiresInMinutes: 61,
        nonsense: true,
      }),
    );
    expect(problem).toMatchObject({ code: 'invalid-request', status: 422, effect: 'not-applied' });
    const found = Object.fromEntries(
      (problem.errors ?? []).map(({ pointer, code }) => [pointer, code]),
    );
    expect(found).toEqual({
      '/orderNo': 'wrong-format',
      '/amount': 'too-small',
      '/productDesc': 'required',
      '/parts/taxable': 'too-small',
      '/parts/vat': 'wrong-type',
      '/parts/taxFree': 'wrong-type',
      '/parts/tip': 'unknown-field',
      '/autoExecute': 'wrong-type',
      '/retUrl': 'wrong-format',
      '/expiresInMinutes': 'too-big',
      '/nonsense': 'unknown-field',
    });
    const maximum = problem.errors?.find(({ pointer }) => pointer === '/expiresInMinutes');
    expect(maximum?.params).toEqual({ maximum: 60 });

    const query = await problemOf(
      await desk.call('/api/payments?limit=500&sort=up&from=gestern&limt=1', { cookie: manager }),
    );
    expect(query.errors?.map(({ pointer }) => pointer).toSorted()).toEqual([
      '/query/from',
      '/query/limit',
      '/query/limt',
      '/query/sort',
    ]);

    const both = await problemOf(
      await desk.call('/api/payments/tok/operations/not-a-uuid', {
        method: 'PUT',
        cookie: manager,
        body: { kind: 'refund', amount: 0, reason: '', seenRefunded: 0 },
      }),
    );
    expect(both.errors?.map(({ pointer }) => pointer).toSorted()).toEqual([
      '/amount',
      '/params/operationId',
      '/reason',
    ]);
  });

  it('says in a sentence what each field must be, once', async () => {
    const detailOf = (problem: Problem) =>
      (problem.errors ?? []).map(({ pointer, detail }) => `${pointer} ${detail}`);
    const wrong = await problemOf(
      await post({
        orderNo: '',
        amount: Number.MAX_SAFE_INTEGER + 1,
        productDesc: 'a\u0000b',
        autoExecute: 'yes',
        metadata: '\ud800',
        retUrl: 'https://a.kr/X 1',
        userPhone: 'x',
        cashReceipt: null,
      }),
    );
    expect(detailOf(wrong)).toEqual([
      '/orderNo must not be empty',
      '/amount must be at most 9999999',
      '/productDesc must be one line without control characters',
      '/autoExecute must be true or false',
      '/cashReceipt must be true or false',
      '/metadata must have no control characters beside tabs and line breaks',
      '/userPhone must have 9 to 20 digits and hyphens',
      '/retUrl must have no blanks and no control characters',
    ]);
    const query = await problemOf(
      await desk.call('/api/payments?limit=1&limit=2&from=now&amountMin=1e3', { cookie: manager }),
    );
    expect(detailOf(query)).toEqual([
      '/query/from must be an instant such as 2026-01-31T09:00:00.000Z',
      '/query/amountMin must be a whole number in digits',
      '/query/limit must be a number, and given once',
    ]);
    const kind = await problemOf(
      await desk.call('/api/payments/tok/operations/not-a-uuid', {
        method: 'PUT',
        cookie: manager,
        body: { kind: '__proto__' },
      }),
    );
    expect(detailOf(kind)).toEqual([
      '/params/operationId must be a UUID',
      '/kind must be one of: execute, cancel, refund',
    ]);
  });

  it('gives the handler validated values, and no others', async () => {
    seen = [];
    const path = '/api/payments?status=PAY_COMPLETE&status=PAY_APPROVED&amountMin=100&limit=20';
    expect((await desk.call(path, { cookie: manager })).status).toBe(200);
    expect(seen[0]?.input).toMatchObject({
      query: { status: ['PAY_COMPLETE', 'PAY_APPROVED'], amountMin: 100, limit: 20 },
    });
    await post({ orderNo: 'A' });
    expect(seen).toHaveLength(1);
  });

  it('reads Prefer: wait, at most 30 s', async () => {
    seen = [];
    for (const prefer of ['wait=10', 'respond-async, wait=99', 'wait=x', '']) {
      await desk.call('/api/payments', { cookie: manager, headers: { prefer } });
    }
    expect(seen.map(({ context }) => context.waitSeconds)).toEqual([10, 30, 0, 0]);
  });

  it('tells malformed, deep, oversized and foreign bodies apart', async () => {
    const deep = `{"parts":${'['.repeat(40)}${']'.repeat(40)}}`;
    expect((await problemOf(await post('{"a":'))).code).toBe('malformed-body');
    expect((await problemOf(await post(deep))).code).toBe('malformed-body');
    expect((await problemOf(await post({ x: 'x'.repeat(70_000) }))).code).toBe('body-too-large');
    const form = await post('a=1', { 'content-type': 'application/x-www-form-urlencoded' });
    expect((await problemOf(form)).code).toBe('unsupported-media-type');
    const latin = await post('{}', { 'content-type': 'application/json; charset=latin1' });
    expect((await problemOf(latin)).code).toBe('unsupported-media-type');
    const packed = await post('no gzip', { 'content-encoding': 'gzip' });
    expect((await problemOf(packed)).code).toBe('malformed-body');
  });

  it('refuses a body that is not UTF-8 instead of guessing', async () => {
    seen = [];
    const bytes = Buffer.concat([
      Buffer.from('{"orderNo":"A-1","amount":1,"autoExecute":true,"productDesc":"'),
      Buffer.from([0xbc, 0xf6]),
      Buffer.from('"}'),
    ]);
    const answer = await fetch(`${desk.url}/api/payments`, {
      method: 'POST',
      headers: { cookie: manager, origin: desk.url, 'content-type': 'application/json' },
      body: new Uint8Array(bytes),
    });
    expect((await problemOf(answer)).code).toBe('malformed-body');
    expect(seen).toEqual([]);
  });

  it('passes on known errors of a handler, and hides unknown ones', async () => {
    const order = { orderNo: 'A-1', amount: 1000, productDesc: '책', autoExecute: true };
    const lost = await problemOf(await post(order));
    expect(lost).toMatchObject({
      code: 'toss-lost-answer',
      status: 504,
      effect: 'unknown',
      tossErrorCode: 'X',
    });
    const bare = await desk.call('/api/payments/tok', { cookie: manager });
    const problem = await problemOf(bare);
    expect(problem).toMatchObject({ code: 'internal', status: 500, effect: 'unknown' });
    expect(JSON.stringify(problem)).not.toContain('driver');
    const line = desk.log.find(
      (text) => text.includes(problem.instance) && text.includes('driver'),
    );
    expect(line).toBeDefined();
    expect(line).not.toContain('sk_test_leak');
  });

  it.each([
    ['SQLITE_FULL', 'storage-failed', 503],
    ['SQLITE_IOERR_FSYNC', 'storage-failed', 503],
    ['SQLITE_READONLY_DBMOVED', 'storage-failed', 503],
    ['SQLITE_CORRUPT', 'storage-failed', 503],
    ['SQLITE_BUSY', 'storage-failed', 503],
    ['SQLITE_CONSTRAINT_CHECK', 'internal', 500],
  ])('tells a failing disk from a bug of the desk: %s', async (sqliteCode, code, status) => {
    diskError = Object.assign(new Error('database or disk'), { code: sqliteCode });
    const problem = await problemOf(await desk.call('/api/operations', { cookie: manager }));
    expect(problem).toMatchObject({ code, status, effect: 'unknown' });
    const line = desk.log.find((text) => text.includes(problem.instance));
    expect(line).toContain(sqliteCode);
  });

  it('fails a response that differs from the contract', async () => {
    const response = await desk.call('/api/payments/summary', { cookie: manager });
    expect((await problemOf(response)).code).toBe('internal');
  });

  it('answers a problem for an unknown path', async () => {
    for (const [path, method] of [
      ['/api/nothing', 'GET'],
      ['/api', 'GET'],
      ['/api/payments', 'DELETE'],
      ['/api/payments/%E0%A4%A', 'GET'],
      ['/api/auth/sign-up/email', 'POST'],
      ['/api/auth/list-sessions', 'GET'],
      ['/nowhere', 'POST'],
      ['/assets/none.js', 'GET'],
    ] as const) {
      const response = await desk.call(path, { method, cookie: manager });
      expect([path, (await problemOf(response)).code]).toEqual([path, 'not-found']);
    }
  });

  it('accepts changes from its own pages alone', async () => {
    const attempt = async (headers: Record<string, string>) => {
      const response = await desk.call('/api/payments', {
        method: 'POST',
        cookie: manager,
        ownOrigin: false,
        body: {},
        headers,
      });
      return (await problemOf(response)).code;
    };
    expect(await attempt({})).toBe('foreign-origin');
    expect(await attempt({ origin: 'https://evil.example' })).toBe('foreign-origin');
    expect(await attempt({ origin: 'null' })).toBe('foreign-origin');
    expect(await attempt({ origin: `${desk.url}.evil.example` })).toBe('foreign-origin');
    expect(await attempt({ 'sec-fetch-site': 'cross-site' })).toBe('foreign-origin');
    expect(await attempt({ 'sec-fetch-site': 'same-origin' })).toBe('invalid-request');
    expect(await attempt({ origin: 'http://127.0.0.1:4000' })).toBe('invalid-request');
    expect(await attempt({ origin: desk.url })).toBe('invalid-request');
    const signIn = await desk.call('/api/auth/sign-in/email', {
      method: 'POST',
      ownOrigin: false,
      body: {},
    });
    expect((await problemOf(signIn)).code).toBe('foreign-origin');
    const callback = await desk.call('/toss/callback', { method: 'POST', ownOrigin: false });
    expect(await callback.text()).toBe('stored');
  });

  it('handles no request before it is ready', async () => {
    ready = false;
    try {
      expect((await problemOf(await post({}))).code).toBe('not-ready');
      expect((await problemOf(await desk.call('/readyz'))).code).toBe('not-ready');
      expect((await desk.call('/healthz')).status).toBe(200);
      expect((await desk.call('/api/payments', { cookie: manager })).status).toBe(200);
    } finally {
      ready = true;
    }
    expect((await desk.call('/readyz')).status).toBe(200);
  });

  it('sends the security headers', async () => {
    const { headers } = await desk.call('/');
    const policy = headers.get('content-security-policy') ?? '';
    for (const part of [
      "default-src 'self'",
      "script-src 'self'",
      "frame-ancestors 'none'",
      "form-action 'self'",
      "object-src 'none'",
    ]) {
      expect(policy.split(';')).toContain(part);
    }
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-powered-by')).toBeNull();
    expect(headers.get('strict-transport-security')).toBeNull();
    const api = await desk.call('/api/payments', { cookie: manager });
    expect(api.headers.get('cache-control')).toBe('no-store');
  });

  it('serves the client: assets cached for ever, the page for every path of the desk', async () => {
    const asset = await desk.call('/assets/main-abc123.js');
    expect(asset.headers.get('cache-control')).toMatch(/immutable/);
    const html = { accept: 'text/html' };
    for (const path of ['/', '/payments', '/payments/a.b@c', '/review', '/sign-in']) {
      const page = await desk.call(path, { headers: html });
      expect([path, page.status]).toEqual([path, 200]);
      expect(page.headers.get('cache-control')).toBe('no-store');
      const text = await page.text();
      const content = /<meta name="changgu" content='([^']*)'>/.exec(text)?.[1] ?? '';
      const meta = content
        .replaceAll('&quot;', '"')
        .replaceAll('&#39;', "'")
        .replaceAll('&lt;', '<')
        .replaceAll('&gt;', '>')
        .replaceAll('&amp;', '&');
      expect(JSON.parse(meta)).toEqual({
        mode: 'test',
        sandbox: false,
        shopName: `김's <가게> $& "1"`,
      });
      expect(text).not.toContain('<가게>');
    }
    expect((await desk.call('/', { method: 'HEAD' })).status).toBe(200);
  });

  it('counts and times responses, for those who may read the metrics', async () => {
    const text = await (await desk.call('/metrics')).text();
    expect(text).toContain('changgu_http_seconds_count{method="GET",route="/api/payments"');
    expect(text).not.toContain('/payments/a.b');
    const proxied = await desk.call('/metrics', { headers: { 'x-forwarded-for': '1.2.3.4' } });
    expect((await problemOf(proxied)).code).toBe('forbidden');
  });

  it('logs the route and never the query', async () => {
    await desk.call('/api/payments?q=hong-gil-dong', { cookie: manager });
    await desk.call('/healthz');
    expect(desk.log.some((line) => line.includes('"route":"/api/payments"'))).toBe(true);
    expect(desk.log.join()).not.toContain('hong-gil-dong');
  });
});

describe('METRICS_TOKEN', () =>
  it('is required where it is set', async () => {
    const desk = await startTestDesk({ metricsToken: 'metrics-token-metrics' });
    try {
      expect((await desk.call('/metrics')).status).toBe(401);
      expect((await desk.call('/metrics', { token: 'metrics-token-metricx' })).status).toBe(401);
      expect((await desk.call('/metrics', { token: 'metrics-token-metrics' })).status).toBe(200);
    } finally {
      await desk.close();
    }
  }));

describe('rate limit', () =>
  it('answers a problem that says when to try again', async () => {
    const desk = await startTestDesk({ limits: { ...defaultLimits, requestsPerMinute: 3 } });
    try {
      const viewer = await desk.signIn('viewer');
      const operator = await desk.signIn('operator');
      for (let n = 0; n < 3; n += 1) {
        expect((await desk.call('/api/me', { cookie: viewer })).status).toBe(200);
      }
      const limited = await desk.call('/api/me', { cookie: viewer });
      expect((await problemOf(limited)).code).toBe('too-many-requests');
      expect(Number(limited.headers.get('retry-after'))).toBeGreaterThan(0);
      expect((await desk.call('/api/me', { cookie: operator })).status).toBe(200);
    } finally {
      await desk.close();
    }
  }));

describe('who may call what', () => {
  const keys = Object.keys(endpoints) as EndpointKey[];
  let desk: TestDesk;
  const cookies: Record<string, string> = {};
  beforeAll(async () => {
    const routes = keys.map((key) =>
      stub(key, () => Promise.reject(new AppError('payment-not-found'))),
    );
    desk = await startTestDesk({ routes });
    for (const role of ['viewer', 'operator', 'manager']) cookies[role] = await desk.signIn(role);
  });
  afterAll(() => desk.close());

  const statusOf = async (key: EndpointKey, who: { cookie?: string; token?: string }) => {
    const [method = '', path = ''] = key.split(' ');
    const response = await desk.call(path.replaceAll(/:[A-Za-z]+/g, 'x'), { method, ...who });
    return (await problemOf(response)).code;
  };
  const viewerMay = ['staff', 'payments.read'];
  const operatorMay = [...viewerMay, 'payments.create', 'operations.request'];

  it.each(keys)('%s', async (key) => {
    const { who } = endpoints[key];
    expect(await statusOf(key, {})).toBe('not-signed-in');
    expect(await statusOf(key, { cookie: 'changgu.session_token=forged.signature' })).toBe(
      'not-signed-in',
    );
    const allowed: Record<string, boolean> = {
      viewer: viewerMay.includes(who),
      operator: operatorMay.includes(who),
      manager: true,
    };
    for (const [role, may] of Object.entries(allowed)) {
      const code = await statusOf(key, { cookie: cookies[role] ?? '' });
      expect([role, code === 'forbidden']).toEqual([role, !may]);
      expect(code).not.toBe('not-signed-in');
    }
  });

  it('gives a service token what its scopes permit, and nothing else', async () => {
    const create = (await desk.staff.tokens.add(atCommandLine, 'create-only', ['create'])).text;
    const lookup = (await desk.staff.tokens.add(atCommandLine, 'lookup-only', ['lookup'])).text;
    for (const key of keys) {
      const { token: scope } = { token: undefined, ...endpoints[key] };
      const withCreate = await statusOf(key, { token: create });
      const withLookup = await statusOf(key, { token: lookup });
      expect([key, withCreate === 'forbidden']).toEqual([key, scope !== 'create']);
      expect([key, withLookup === 'forbidden']).toEqual([key, scope !== 'lookup']);
    }
    expect(await statusOf('GET /api/me', { token: 'cgt_nonsense', ...{ cookie: '' } })).toBe(
      'not-signed-in',
    );
    await desk.staff.tokens.revoke(atCommandLine, 'create-only');
    expect(await statusOf('POST /api/payments', { token: create })).toBe('not-signed-in');
    const withBoth = { token: create, cookie: cookies['manager'] ?? '' };
    expect(await statusOf('POST /api/payments', withBoth)).toBe('not-signed-in');
  });
});
