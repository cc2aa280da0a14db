/** The desk calls only Toss at the configured address, and shows only links to Toss. */
import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../server/clock.ts';
import { ApiKey } from '../../server/toss/api-key.ts';
import { createToss } from '../../server/toss/toss.ts';
import { startTestDesk, type RunningDesk } from '../support/start-desk.ts';
import { startTestSandbox, TEST_API_KEY, type TestSandbox } from '../support/start-sandbox.ts';
import { waitUntil } from '../support/wait-until.ts';
import { httpAnswer, listenRaw, startRawToss, type RawToss } from './raw-toss.ts';

/** A server that only a successful attack reaches. */
interface Trap {
  url: string;
  host: string;
  connections(): number;
  close(): Promise<void>;
}

async function openTrap(): Promise<Trap> {
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    socket.end(httpAnswer('{"code":0,"payToken":"stolen"}'));
  });
  const { url, close } = await listenRaw(server, 'http');
  return { url, host: new URL(url).host, connections: () => connections, close };
}

let trap: Trap;
let sandbox: TestSandbox;
beforeAll(async () => {
  trap = await openTrap();
  sandbox = await startTestSandbox();
});
afterAll(async () => {
  await sandbox.close();
  await trap.close();
});

const creation = {
  ...{ orderNo: 'o-1', amount: 35_000, amountTaxFree: 0, productDesc: '책', autoExecute: false },
  retUrl: 'http://127.0.0.1:9/return',
  retCancelUrl: 'http://127.0.0.1:9/cancel',
};

const order = (more: Record<string, unknown>) => ({
  ...{ orderNo: 'A-1', amount: 1000, productDesc: '책', autoExecute: true },
  ...more,
});

/** Attacks in a payToken or orderNo; each within what the table's checks allow. */
const tricks = () => ({
  payToken: [
    ...[`http://${trap.host}`, `//${trap.host}/x`, `@${trap.host}`, `${trap.host}/x`],
    ...['../../../x', '..%2f..%2fx', '%2e%2e/x', '?a=b#c', '\\\\x\\y', 'x%0d%0aHost:y', '{"a":1}'],
    ...['file:///etc/passwd', '"}', '\\u0022', 'gopher://x', 'localhost', '[::1]', '$(x)'],
  ],
  orderNo: [`@${trap.host}`, trap.host, 'http:..x', '..', '.', ':80', 'a@b:c', '^', '_'],
});

describe.each([
  ['a redirect', () => httpAnswer('', { status: 302, headers: [`Location: ${trap.url}/api`] })],
  [
    'one that keeps the body',
    () => httpAnswer('', { status: 307, headers: [`Location: ${trap.url}/api/v1/status`] }),
  ],
  ['one for ever', () => httpAnswer('', { status: 308, headers: [`Location: //${trap.host}/`] })],
  [
    'another way in',
    () =>
      httpAnswer('{"code":0}', {
        headers: [`Location: ${trap.url}`, `Refresh: 0; url=${trap.url}`, `Link: <${trap.url}>`],
      }),
  ],
  [
    'an answer with addresses in it',
    () =>
      httpAnswer(
        JSON.stringify({
          ...{ code: 0, payToken: `${trap.url}/t`, orderNo: trap.host, payStatus: 'PAY_COMPLETE' },
          ...{ checkoutPage: `${trap.url}/auth`, amount: 1000, refunds: [], redirect: trap.url },
        }),
      ),
  ],
])('where Toss answers with %s', (_name, answer) => {
  let toss: RawToss;
  let desk: RunningDesk;
  beforeAll(async () => {
    toss = await startRawToss((socket) => {
      socket.write(answer());
    });
    const outbound = { perSecond: 1000, burst: 1000, keptForMoney: 2 };
    desk = await startTestDesk({
      ...{ sandbox, bounds: { outbound } },
      env: { TOSS_BASE_URL: toss.url },
    });
  });
  afterAll(async () => {
    await desk.close();
    await toss.close();
  });

  it('no other server is called, whatever is requested', async () => {
    const manager = desk.as('manager');
    const statuses: number[] = [];
    const ask = async (...given: Parameters<typeof manager.call>) => {
      statuses.push((await manager.call(...given)).status);
    };
    const { payToken, orderNo } = tricks();
    for (const one of payToken) await ask('POST', '/api/payments/lookup', { payToken: one });
    for (const one of orderNo) await ask('POST', '/api/payments/lookup', { orderNo: one });
    await ask('POST', '/api/payments/adopt', { orderNos: orderNo });
    await ask(
      'POST',
      '/api/payments',
      order({
        retUrl: `${trap.url}/ret`,
        retCancelUrl: `${trap.url}/cancel`,
        resultCallback: `${trap.url}/callback`,
        metadata: trap.url,
        productDesc: trap.url,
      }),
    );
    for (const one of payToken) {
      const body = new URLSearchParams({ payToken: one, status: 'PAY_SUCCESS', retUrl: trap.url });
      statuses.push((await desk.fetch('/toss/callback', { method: 'POST', body })).status);
      await desk.fetch(`/checkout/return?ref=${encodeURIComponent(one)}`);
      await ask('GET', `/api/payments/${encodeURIComponent(one)}`);
      await ask('POST', `/api/payments/${encodeURIComponent(one)}/refresh`);
    }
    expect(statuses.filter((status) => status === 500)).toEqual([]);
    const asked = () => toss.received.join('').match(/POST \S+ HTTP\/1\.1\r\n/g)?.length ?? 0;
    const enough = payToken.length + 2 * orderNo.length;
    await waitUntil('the bulk adoption', () => asked() > enough);
    // Reads reuse connections, so one may carry many requests: each is to Toss and its path.
    const requests = toss.received.join('').match(/[A-Z]+ \S+ HTTP\/1\.1\r\n(?:[\w-]+: .*\r\n)*/g);
    expect(requests?.length).toBeGreaterThan(10);
    for (const request of requests ?? []) {
      expect(request).toMatch(/^POST \/api\/v1\/(payments|status) HTTP\/1\.1\r\n/);
      expect(request).toMatch(new RegExp(`\r\nhost: ${new URL(toss.url).host}\r\n`, 'i'));
    }
    expect(trap.connections()).toBe(0);
  });
});

describe('a link of Toss to its checkout page', () => {
  /** @param page the link, or a function of the address of the fake Toss */
  async function kindOf(page: unknown): Promise<string> {
    const toss = await startRawToss((socket) => {
      const checkoutPage: unknown = typeof page === 'function' ? page(toss.url) : page;
      const body = JSON.stringify({ code: 0, payToken: 't1', checkoutPage });
      socket.end(httpAnswer(body));
    });
    const apiKey = ApiKey.parse(TEST_API_KEY);
    const gateway = createToss({
      ...{ baseUrl: toss.url, apiKey, timeoutMs: 2000 },
      clock: systemClock,
    });
    try {
      return (await gateway.create(creation)).kind;
    } finally {
      await gateway.close();
      await toss.close();
    }
  }

  it.each([
    'https://pay.toss.im/payfront/auth?payToken=t1',
    'https://toss.im/x',
    'https://a.b.toss.im/x',
    'https://PAY.TOSS.IM/x',
    'https://pay.toss.im:443/x',
  ])('is accepted from its host over https: %s', async (page) =>
    expect(await kindOf(page)).toBe('created'),
  );

  it('is accepted from the configured address of Toss, and not from another port', async () => {
    expect(await kindOf((url: string) => `${url}/auth?payToken=t1`)).toBe('created');
    expect(await kindOf((url: string) => url.replace(/\d$/, ''))).toBe('unclear');
    expect(await kindOf((url: string) => url.replace('http:', 'https:'))).toBe('unclear');
    expect(await kindOf((url: string) => url.replace('//', '//x@'))).toBe('unclear');
    expect(await kindOf((url: string) => url.replace('127.0.0.1', 'localhost'))).toBe('unclear');
  });

  it.each([
    'http://pay.toss.im/x',
    'https://pay.toss.im:8443/x',
    'https://toss.im.evil.example/x',
    'https://eviltoss.im/x',
    'https://evil.example/toss.im',
    'https://evil.example#toss.im',
    'https://toss.im@evil.example/x',
    'https://user:pass@pay.toss.im/x',
    'https://pay.toss.im%2eevil.example/x',
    'https://pay.toss.im。evil.example/x',
    'https://pay.toss.im\t.evil.example/x',
    'https://evil.example\\.toss.im/x',
    'https://pay.toss.im./x',
    'https://xn--toss-.im/x',
    'https://tоss.im/x',
    '//pay.toss.im/x',
    '/payfront/auth',
    'javascript:alert(1)//toss.im',
    'JaVaScRiPt://pay.toss.im/%0aalert(1)',
    'data:text/html,<script>alert(1)</script>',
    'blob:https://pay.toss.im/x',
    'file:///etc/passwd',
    'intent://pay.toss.im#Intent;scheme=https;end',
    'http://127.0.0.1:1/x',
    'http://localhost/x',
    '',
    ' ',
    null,
    42,
    ['https://pay.toss.im/x'],
    { href: 'https://pay.toss.im/x' },
  ])('is accepted from no other server: %s', async (page) =>
    expect(await kindOf(page)).toBe('unclear'),
  );
});
