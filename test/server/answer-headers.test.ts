/** Every response, from whatever part, carries the security headers. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '../../server/errors.ts';
import { FileStream, type Route } from '../../server/http/endpoint.ts';
import { serverLimits } from '../../server/http/http-server.ts';
import { defaultLimits } from '../../server/http/rate-limits.ts';
import { wrongHeaders } from '../support/answer-headers.ts';
import { wrongProblem } from '../support/check-problem.ts';
import { bytes, rawRequest, sendRaw, type RawAnswer } from '../support/raw-http.ts';
import { startTestDesk, type TestDesk } from './start-test-desk.ts';

const headerOf = (answer: RawAnswer) => (name: string) =>
  answer.headers.get(name)?.join(', ') ?? null;

const routes: Route[] = [
  {
    key: 'GET /api/payments',
    handle: () => Promise.resolve({ status: 200, body: { items: [], nextCursor: null } }),
  },
  { key: 'GET /api/operations', handle: () => Promise.reject(new Error('broken')) },
  {
    key: 'POST /api/events/watch',
    handle: () => Promise.resolve({ status: 204, body: undefined }),
  },
  {
    key: 'GET /api/audit/export',
    handle: () => Promise.resolve({ status: 200, body: new FileStream('log.ndjson', ['{}\n']) }),
  },
  { key: 'POST /api/payments', handle: () => Promise.reject(new AppError('payment-busy')) },
];

let clientDir: string;
beforeAll(() => {
  clientDir = mkdtempSync(join(tmpdir(), 'changgu-client-'));
  mkdirSync(join(clientDir, 'assets'));
  writeFileSync(join(clientDir, 'assets', 'main-abc123.js'), 'export {};');
  writeFileSync(join(clientDir, 'robots.txt'), 'User-agent: *');
  writeFileSync(join(clientDir, 'index.html'), '<html><head></head><body></body></html>');
});
afterAll(() => rmSync(clientDir, { recursive: true, force: true }));

describe.each(['http://127.0.0.1:4000', 'https://desk.example.com'])('at %s', (publicUrl) => {
  const https = publicUrl.startsWith('https:');
  let desk: TestDesk;
  let cookie: string;
  beforeAll(async () => {
    const usual = serverLimits({ proxied: false, longestAnswerMs: 1000 });
    desk = await startTestDesk({
      ...{ routes, publicUrl, clientDir },
      limits: { ...defaultLimits, strangersPerMinute: 6 },
      serverLimits: { ...usual, headersMs: 100, requestMs: 200, checkEveryMs: 50 },
    });
    cookie = await desk.signIn('manager');
  });
  afterAll(() => desk.close());

  const as = (role: 'manager' | 'nobody', ...lines: string[]) => [
    `Origin: ${publicUrl}`,
    ...(role === 'manager' ? [`Cookie: ${cookie}`] : []),
    ...lines,
  ];
  const answerTo = async (request: Buffer): Promise<RawAnswer> => {
    const { answers, rest } = await sendRaw(desk.url, request, { enough: 1 });
    expect(rest).toHaveLength(0);
    expect(answers).toHaveLength(1);
    return answers[0]!;
  };
  const get = (path: string, ...lines: string[]) =>
    rawRequest(desk.url, { path, headers: as('manager', ...lines) });
  const post = (path: string, body: string, role: 'manager' | 'nobody' = 'manager') =>
    rawRequest(desk.url, {
      ...{ method: 'POST', path, body },
      headers: as(role, 'Content-Type: application/json'),
    });

  it.each<[string, number, () => Buffer]>([
    ['a page', 200, () => get('/payments', 'Accept: text/html')],
    ['a file beside the pages', 200, () => get('/robots.txt')],
    ['an answer', 200, () => get('/api/payments')],
    ['an answer without a body', 204, () => post('/api/events/watch', '{"payTokens":[]}')],
    ['a file', 200, () => get('/api/audit/export?reason=quarterly-check')],
    ['the description of the API', 200, () => get('/api/openapi.json')],
    ['its page', 200, () => get('/api/docs')],
    ['a probe', 200, () => get('/healthz')],
    [
      'a refusal of the application',
      409,
      () =>
        post(
          '/api/payments',
          '{"orderNo":"A-1","amount":1000,"productDesc":"책","autoExecute":true}',
        ),
    ],
    ['wrong fields', 422, () => post('/api/payments', '{}')],
    ['a broken handler', 500, () => get('/api/operations')],
    ['an unknown route', 404, () => get('/api/nothing')],
    ['a missing asset', 404, () => get('/assets/none.js')],
    ['an unknown page', 404, () => post('/nowhere', '')],
    ['a page that is not to be had in another form', 404, () => get('/x', 'Accept: image/png')],
    [
      'a foreign origin',
      403,
      () => rawRequest(desk.url, { method: 'POST', path: '/api/payments' }),
    ],
    ['nobody signed in', 401, () => rawRequest(desk.url, { path: '/api/payments' })],
    ['a body that is too large', 413, () => post('/api/payments', ' '.repeat(65 * 1024))],
    ['a bad sign-in', 422, () => post('/api/auth/sign-in/email', '{}', 'nobody')],
    ['a range that is not there', 400, () => get('/assets/main-abc123.js', 'Range: bytes=99-100')],
    ['an address that is too long', 414, () => get(`/${'a'.repeat(9000)}`)],
    ['too many headers', 431, () => get('/healthz', ...Array<string>(120).fill('X-A: 1'))],
    ['headers that are too long', 431, () => get('/healthz', `X-A: ${'a'.repeat(20_000)}`)],
    ['no Host', 400, () => bytes('GET /healthz HTTP/1.1\r\n\r\n')],
    ['an address on another host', 400, () => get('http://evil.example/healthz')],
    ['an address that can not be read', 400, () => get('http://')],
    ['what is no HTTP', 400, () => bytes('hello\r\n\r\n')],
    ['the start of TLS', 400, () => Buffer.from('16030100c8010000c40303', 'hex')],
    ['a tunnel', 404, () => rawRequest(desk.url, { method: 'CONNECT', path: 'evil.example:443' })],
    ['headers that do not end', 408, () => bytes('GET /healthz HTTP/1.1\r\nX-A: ')],
    ['no request at all', 408, () => Buffer.alloc(0)],
    [
      'a body that does not end',
      408,
      () => {
        const whole = post('/api/payments', '{}');
        return whole.subarray(0, whole.length - 1);
      },
    ],
  ])('%s: %i', async (_what, status, request) => {
    const answer = await answerTo(request());
    expect(answer.status).toBe(status);
    expect(wrongHeaders(headerOf(answer), { https })).toEqual([]);
    if (status < 400) return;
    expect(wrongProblem(status, headerOf(answer), answer.body.toString())).toEqual([]);
  });

  it('an asset, for ever', async () => {
    const answer = await answerTo(get('/assets/main-abc123.js'));
    expect(wrongHeaders(headerOf(answer), { https, immutable: true })).toEqual([]);
  });

  it('the head of an event stream, and HEAD of one ends', async () => {
    const stream = await desk.call('/api/events', { cookie });
    const header = (name: string) => stream.headers.get(name);
    expect(stream.headers.get('content-type')).toMatch(/^text\/event-stream/);
    expect(wrongHeaders(header, { https })).toEqual([]);
    await stream.body?.cancel();
    const head = await desk.call('/api/events', { method: 'HEAD', cookie });
    expect(head.status).toBe(200);
  });

  it('a response of the rate limit', async () => {
    let last: Response | null = null;
    for (let n = 0; n < 12 && last?.status !== 429; n += 1) last = await desk.call('/api/nothing');
    expect(last?.status).toBe(429);
    const header = (name: string) => last?.headers.get(name) ?? null;
    expect(wrongHeaders(header, { https })).toEqual([]);
    expect(wrongProblem(429, header, (await last?.text()) ?? '')).toEqual([]);
  });
});

describe('a header that is missing or weak', () => {
  const good: Record<string, string> = {
    'content-security-policy':
      "default-src 'self';script-src 'self';script-src-attr 'none';connect-src 'self';object-src 'none';base-uri 'none';form-action 'self';frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'same-origin',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy':
      'camera=(), microphone=(), geolocation=(), payment=(), usb=(), serial=(), bluetooth=()',
    'strict-transport-security': 'max-age=63072000; includeSubDomains',
    'cache-control': 'no-store',
    'x-request-id': '00000000-0000-4000-8000-000000000000',
  };
  const wrongWith = (change: Record<string, string | undefined>) => {
    const headers: Record<string, string | undefined> = { ...good, ...change };
    return wrongHeaders((name) => headers[name] ?? null, { https: true });
  };

  it('is noticed', () => {
    expect(wrongWith({})).toEqual([]);
    for (const name of Object.keys(good)) {
      expect([name, wrongWith({ [name]: undefined }).length > 0]).toEqual([name, true]);
    }
    const policy = good['content-security-policy'] ?? '';
    for (const weak of ["'self' 'unsafe-inline'", '*', "'self' https:"]) {
      const changed = policy.replace("script-src 'self'", `script-src ${weak}`);
      expect(wrongWith({ 'content-security-policy': changed })).toHaveLength(1);
    }
    expect(wrongWith({ 'x-powered-by': 'Express' })).toHaveLength(1);
    expect(wrongWith({ 'access-control-allow-origin': '*' })).toHaveLength(1);
    expect(wrongWith({ 'cache-control': 'no-cache' })).toHaveLength(1);
    expect(wrongWith({ 'strict-transport-security': 'max-age=60' })).toHaveLength(1);
  });
});
