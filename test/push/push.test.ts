/** Web Push: who is told what of an approval that waits, and when nothing is sent any more. */
import { randomUUID } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { isoToKst } from '../../shared/kst.ts';
import { knowPaid, knowTwoManagers, putRefund } from '../support/desk-acts.ts';
import { changeSettings } from '../support/desk-settings.ts';
import { startTestDesk, type RunningDesk } from '../support/start-desk.ts';
import { waitUntil } from '../support/wait-until.ts';
import { inside } from '../webhooks/inside-addresses.ts';
import {
  makeBrowser,
  senderOf,
  startPushService,
  type Browser,
  type PushService,
} from './push-service.ts';

const ORDER = 'PUSH-1-SECRET-ORDER';
const PRODUCT = '비밀 머그잔';
const SUBJECT = 'mailto:desk@shop.example';
/** Longer than the desk gathers, with room for a busy machine. */
const QUIET_MS = 1200;

const PUBLIC = ['93.184.216.34'];
/** Whom the desk asks for names. */
let nameServer: () => Promise<string[]> = () => Promise.resolve(PUBLIC);

let desk: RunningDesk;
let service: PushService;
let browser: Browser;

beforeAll(async () => {
  desk = await startTestDesk({
    env: { PUSH_SUBJECT: SUBJECT, REFUND_APPROVAL_FROM: '1000' },
    bounds: {
      push: {
        ...{ times: { timeoutMs: 800, lateMs: 800 }, pauses: [50, 100] },
        resolve: () => nameServer(),
      },
    },
  });
  await knowTwoManagers(desk);
});
afterAll(async () => {
  await desk.close();
});
beforeEach(async () => {
  service = await startPushService();
  browser = makeBrowser(service);
});
afterEach(async () => {
  for (const name of ['first', 'second']) {
    const { items } = await devices(name);
    for (const { id } of items ?? []) await manager(name).call('DELETE', `/api/me/push/${id}`);
  }
  for (const { id } of (await waitingNow()).items) {
    await decline(id);
  }
  await service.close();
});

const manager = (name = 'first') => desk.as('manager', name);
const devices = async (name = 'first') => (await manager(name).call('GET', '/api/me/push')).body;
const waitingNow = async () =>
  (await manager().call('GET', '/api/operations?state=proposed')).body as {
    items: { id: string; bodyHash: string }[];
  };
async function subscribe(one = browser, name = 'first', more = {}) {
  const answer = await manager(name).call('PUT', '/api/me/push', { ...one.subscription, ...more });
  expect(answer).toMatchObject({ status: 200 });
  return answer.body;
}
const staffIdOf = async (name: string) =>
  (await manager(name).call('GET', '/api/me')).body.staff.id as string;

/** A refund that waits for a second person. @returns its id */
async function propose(amount = 4000): Promise<string> {
  const payToken = await knowPaid(desk, {
    orderNo: `${ORDER}-${randomUUID().slice(0, 8)}`,
    productDesc: PRODUCT,
  });
  const id = randomUUID();
  const asked = await putRefund(desk, payToken, amount, { id });
  expect(asked.body.operation?.state ?? asked.body.state).toBe('proposed');
  return id;
}
async function decline(id: string): Promise<void> {
  const reason = '고객이 교환을 원해서 환불하지 않아요';
  const path = `/api/operations/${id}/decline`;
  expect((await manager('second').call('POST', path, { reason })).status).toBe(200);
}
const arrived = (count: number) =>
  waitUntil(
    `${String(count)} pushes`,
    () => service.received,
    (all) => all.length >= count,
  );
async function nothingArrives(count = 0): Promise<void> {
  await sleep(QUIET_MS);
  expect(service.received).toHaveLength(count);
}
const audited = () =>
  desk
    .read<{ action: string; detail: string; actor_type: string }>(
      "SELECT action, detail, actor_type FROM audit WHERE action LIKE 'push-%' ORDER BY seq DESC",
    )
    .map(({ detail, ...row }) => ({ ...row, detail: JSON.parse(detail) as { cause?: string } }));

describe('a refund that waits for a second person', () => {
  it('is told once to a manager, readable by their browser alone, from this desk', async () => {
    const { publicKey } = await subscribe();
    const id = await propose();
    const [pushed] = await arrived(1);
    if (pushed === undefined) throw new Error('nothing arrived');
    expect(browser.read(pushed)).toEqual({
      title: '승인할 환불이 있어요',
      body: '',
      tag: 'approval',
      language: 'ko',
      path: `/review?act=approve&operation=${id}`,
    });
    expect(pushed.headers).toMatchObject({
      ...{ ttl: '3600', urgency: 'high', topic: 'approval', 'content-encoding': 'aes128gcm' },
    });
    expect(senderOf(pushed, publicKey)).toMatchObject({ aud: service.origin, sub: SUBJECT });
    await nothingArrives(1);
    expect((await devices()).items).toMatchObject([{ lastSentAt: expect.any(String) }]);
  });

  it('has nothing personal in it, and its amount only where the shop allows that', async () => {
    await subscribe();
    await propose(4321);
    const [first] = await arrived(1);
    if (first === undefined) throw new Error('nothing arrived');
    expect(browser.text(first)).not.toMatch(/4321|4,321|PUSH-1|머그잔|operator|단순 변심|sk_/);
    await changeSettings(desk, { pushAmounts: true });
    await propose(1234);
    const [, second] = await arrived(2);
    await changeSettings(desk, { pushAmounts: false });
    if (second === undefined) throw new Error('nothing arrived');
    expect(browser.read(second)).toMatchObject({
      title: '승인할 일이 2건 있어요',
      body: '5,555원',
      path: '/review',
    });
    expect(browser.text(second)).not.toMatch(/PUSH-1|머그잔|operator|단순 변심/);
  });

  it('is told in the language of the subscription', async () => {
    await subscribe(browser, 'first', { language: 'en' });
    await propose();
    const [pushed] = await arrived(1);
    expect(pushed && browser.read(pushed)).toMatchObject({
      title: 'A refund waits for your approval',
      language: 'en',
    });
  });

  it('is told to the managers who may decide it, and not to the one who asked', async () => {
    const other = makeBrowser(service, '/push/two');
    await subscribe();
    await subscribe(other, 'second');
    const payToken = await knowPaid(desk);
    const path = `/api/payments/${payToken}/operations/${randomUUID()}`;
    const refund = { kind: 'refund', amount: 4000, reason: '단순 변심', seenRefunded: 0 };
    expect((await manager().call('PUT', path, refund)).status).toBe(202);
    await arrived(1);
    await nothingArrives(1);
    expect(service.received.map((one) => one.path)).toEqual(['/push/two']);
  });

  it('is not told where it was decided before it could be sent', async () => {
    await subscribe();
    service.answers((_pushed, response) => response.writeHead(503).end());
    const id = await propose();
    await arrived(1);
    await decline(id);
    const before = service.received.length;
    service.answers((_pushed, response) => response.writeHead(201).end());
    await sleep(QUIET_MS);
    expect(service.received.length).toBeLessThanOrEqual(before + 1);
    expect((await devices()).items).toMatchObject([{ lastSentAt: null }]);
  });

  it('is not told to a browser that was added while it waited', async () => {
    await propose();
    await subscribe();
    await nothingArrives();
  });
});

it('tells of bulk refunds that wait, and leads to their page', async () => {
  await subscribe();
  const payToken = await knowPaid(desk);
  const list = { name: '11월', reason: '단순 변심', rows: [{ payToken, amount: 4000 }] };
  const operator = desk.as('operator');
  const made = await operator.call('POST', '/api/bulk-refunds', list);
  expect(made.status).toBe(201);
  const { id } = made.body.run;
  const start = await operator.call('POST', `/api/bulk-refunds/${id}/start`, {
    ...{ totalWon: 4000, include: [0] },
  });
  expect(start.body.run.state).toBe('proposed');
  const [pushed] = await arrived(1);
  expect(pushed && browser.read(pushed)).toMatchObject({
    title: '승인할 일괄 환불이 있어요',
    path: `/bulk-refunds/${String(id)}`,
  });
  await operator.call('POST', `/api/bulk-refunds/${id}/stop`);
});

it('tells of bank transfers to confirm and to take back, without naming their payment', async () => {
  const payToken = await knowPaid(desk);
  await desk.sandbox.fault({
    ...{ call: 'refunds', effect: 'before', fault: 'errorCode', errorCode: 'INACTIVE_USER' },
    payToken,
  });
  const refused = await putRefund(desk, payToken, 100, { waitSeconds: 15 });
  expect(refused.body.state).toBe('failed');
  await subscribe(browser, 'second');
  const record = {
    ...{ amount: 4000, paidOn: isoToKst(new Date().toISOString()).slice(0, 10) },
    ...{ bank: '국민은행', accountEnd: '4821', reference: '송금 77' },
    ...{ seenRefunded: 0, seenRecorded: 0, seenUnsettled: false },
  };
  const id = randomUUID();
  const path = `/api/payments/${payToken}/bank-transfers/${id}`;
  expect((await manager().call('PUT', path, record)).status).toBe(200);
  const [asked] = await arrived(1);
  expect(asked && browser.read(asked)).toMatchObject({
    title: '확인할 직접 송금이 있어요',
    path: '/review?kind=transfer',
  });
  await manager('second').call('POST', `/api/bank-transfers/${id}/confirm`);
  const reason = '다른 계좌로 보낸 송금이라 다시 적어요';
  await manager().call('POST', `/api/bank-transfers/${id}/take-back`, { reason });
  const [, again] = await arrived(2);
  expect(again && browser.read(again).title).toBe('확인할 직접 송금 기록 취소가 있어요');
  expect(again && browser.text(again)).not.toMatch(/4821|국민|송금 77|test_/);
  await manager('second').call('POST', `/api/bank-transfers/${id}/take-back`, {
    ...{ reason, seenAsked: await staffIdOf('first') },
  });
});

describe('nothing more is sent', () => {
  it('after signing out, until the same person signs in there again', async () => {
    await subscribe();
    const headers = { cookie: await desk.cookieOf('manager', 'first'), origin: desk.url };
    await desk.fetch('/api/auth/sign-out', { method: 'POST', headers });
    await propose();
    await nothingArrives();
    desk.signInAnew();
    expect((await devices()).items).toMatchObject([{ current: false, paused: true }]);
    expect((await subscribe(browser, 'first', { again: true })).items).toMatchObject([
      { current: true, paused: false },
    ]);
    await propose();
    await arrived(1);
    const again = { ...browser.subscription, again: true };
    const stranger = await manager('second').call('PUT', '/api/me/push', again);
    expect(stranger).toMatchObject({ status: 404, body: { code: 'not-found' } });
  });

  it('where the sign-in ended while the address was checked', async () => {
    nameServer = async () => {
      const headers = { cookie: await desk.cookieOf('manager', 'first'), origin: desk.url };
      await desk.fetch('/api/auth/sign-out', { method: 'POST', headers });
      return PUBLIC;
    };
    const body = { ...browser.subscription, endpoint: 'https://slow.example/push' };
    const refused = await manager().call('PUT', '/api/me/push', body);
    expect(refused).toMatchObject({ status: 401, body: { code: 'not-signed-in' } });
    desk.signInAnew();
    expect((await devices()).items).toEqual([]);
  });

  it('where the session was ended from elsewhere, or is over by itself', async () => {
    await subscribe();
    const { items } = (await manager().call('GET', '/api/me/sessions')).body;
    const here = items.find(({ current }: { current: boolean }) => current);
    desk.signInAnew();
    await manager().call('DELETE', `/api/me/sessions/${String(here.id)}`);
    await propose();
    await nothingArrives();
  });

  it('follows a session to its new id, as after a second factor', async () => {
    await subscribe();
    expect((await manager().call('DELETE', '/api/me/sessions')).status).toBe(200);
    await propose();
    await arrived(1);
    expect((await devices()).items).toMatchObject([{ current: true }]);
  });

  it('to somebody who was dismissed or lost the role, whose browsers are forgotten', async () => {
    const staff = async () => (await manager().call('GET', '/api/staff')).body.items;
    await manager('third').call('GET', '/api/me');
    const third = (await staff()).find((one: { email: string }) => /third/.test(one.email));
    for (const change of [{ role: 'operator' }, { disabled: true }]) {
      await manager().call('PATCH', `/api/staff/${third.id}`, { role: 'manager', disabled: false });
      desk.signInAnew();
      await subscribe(browser, 'third');
      const changed = await manager().call('PATCH', `/api/staff/${third.id}`, change);
      expect(changed.status).toBe(200);
      await propose();
      await nothingArrives();
      expect(desk.read('SELECT * FROM push_subscription')).toEqual([]);
      expect(audited()[0]).toMatchObject({
        ...{ action: 'push-removed', actor_type: 'desk', detail: { cause: 'role' } },
      });
    }
  });

  it('to a browser that its person removed', async () => {
    const { items } = await subscribe();
    expect(items).toMatchObject([{ current: true, paused: false, failure: null }]);
    const removed = await manager().call('DELETE', `/api/me/push/${items[0].id}`);
    expect(removed.body.items).toEqual([]);
    await propose();
    await nothingArrives();
    expect(audited().slice(0, 2)).toMatchObject([
      { action: 'push-removed', detail: { cause: 'person', to: service.origin } },
      { action: 'push-added', detail: { to: service.origin } },
    ]);
    const foreign = await subscribe(browser, 'second');
    const path = `/api/me/push/${String(foreign.items[0].id)}`;
    expect((await manager().call('DELETE', path)).status).toBe(404);
  });

  it.each([404, 410])('to a browser of which the push service says %i', async (status) => {
    await subscribe();
    service.answers((_pushed, response) => response.writeHead(status).end());
    await propose();
    await arrived(1);
    await waitUntil(
      'removed',
      () => devices(),
      ({ items }) => items.length === 0,
    );
    expect(audited()[0]).toMatchObject({ actor_type: 'desk', detail: { cause: 'gone' } });
    await propose();
    await nothingArrives(1);
  });
});

describe('a push service', () => {
  it('that refuses is tried a few times; then the notice is dropped, and its person told', async () => {
    await subscribe();
    service.answers((_pushed, response) => response.writeHead(500).end());
    await propose();
    await arrived(3);
    await nothingArrives(3);
    expect((await devices()).items).toMatchObject([
      { failure: 'status', failedAt: expect.any(String), lastSentAt: null },
    ]);
    service.answers((_pushed, response) => response.writeHead(201).end());
    await propose();
    await arrived(4);
    await waitUntil(
      'well again',
      () => devices(),
      ({ items }) => items[0].failure === null && items[0].lastSentAt !== null,
    );
  });

  it('that hangs delays no other browser and no refund', async () => {
    const other = makeBrowser(service, '/push/two');
    await subscribe();
    await subscribe(other, 'second');
    service.answers(({ path }, response) => {
      if (path === '/push/two') response.writeHead(201).end();
    });
    const beganMs = performance.now();
    const id = await propose();
    await waitUntil(
      'the other',
      () => service.received.filter(({ path }) => path === '/push/two'),
      (all) => all.length > 0,
    );
    expect(performance.now() - beganMs).toBeLessThan(5000);
    const { items } = await waitingNow();
    const bodyHash = items.find((one) => one.id === id)?.bodyHash;
    const approve = { bodyHash, seenRecorded: 0 };
    const done = await manager('second').call('POST', `/api/operations/${id}/approve`, approve);
    expect(done.status).toBeLessThan(300);
  });

  it('whose name leads inside by the time of the notice is not sent to', async () => {
    nameServer = () => Promise.resolve(PUBLIC);
    const endpoint = 'https://rebinds.example/push';
    await subscribe(browser, 'first', { endpoint });
    nameServer = () => Promise.resolve(['10.0.0.7']);
    await propose();
    await waitUntil(
      'given up',
      () => devices(),
      ({ items }) => items[0].failure === 'address',
    );
  });

  it('whose address leads elsewhere is not followed', async () => {
    await subscribe();
    const location = `${service.origin}/inside`;
    service.answers((_pushed, response) => response.writeHead(307, { location }).end());
    await propose();
    await arrived(3);
    expect(new Set(service.received.map(({ path }) => path))).toEqual(new Set(['/push/one']));
  });
});

describe('a subscription', () => {
  it('that leads inside is refused when it is entered', async () => {
    // Without a live key this machine may be reached, as in these tests.
    const hosts = inside.filter(
      (host) => !/^(127|0x7f|0177|2130|01777|１|\[::(1|ffff:127)\b)/.test(host),
    );
    expect(hosts.length).toBeGreaterThan(35);
    for (const [index, host] of hosts.entries()) {
      const endpoint = `https://${host}/push`;
      // Nobody may do so more than 30 times in a minute.
      const who = `inside ${String(Math.floor(index / 25))}`;
      const body = { ...browser.subscription, endpoint };
      const answer = await manager(who).call('PUT', '/api/me/push', body);
      expect({ host, ...answer.body }).toMatchObject({
        ...{ host, code: 'invalid-request' },
        errors: [{ pointer: '/endpoint', code: 'inside' }],
      });
    }
    expect(desk.read('SELECT * FROM push_subscription')).toEqual([]);
  });

  it.each([
    ['http outside', { endpoint: 'http://93.184.216.34/push' }, '/endpoint', 'plain-http'],
    ['a login', { endpoint: 'https://me:pass@push.example/' }, '/endpoint', 'login'],
    [
      '1,000 characters',
      { endpoint: `https://p.example/${'x'.repeat(990)}` },
      '/endpoint',
      'too-long',
    ],
    ['no address', { endpoint: 'javascript:alert(1)' }, '/endpoint', 'form'],
    ['another language', { language: 'fr' }, '/language', 'not-one-of'],
    [
      'a key that is no point',
      { keys: { p256dh: Buffer.alloc(65, 4).toString('base64url'), auth: 'A'.repeat(22) } },
      '/keys/p256dh',
      'wrong-format',
    ],
  ])('with %s is refused', async (_name, change, pointer, code) => {
    const body = { ...browser.subscription, ...change };
    expect(await manager('second').call('PUT', '/api/me/push', body)).toMatchObject({
      ...{ status: 422, body: { errors: [{ pointer, code }] } },
    });
  });

  it('of a browser belongs to whoever subscribed there last', async () => {
    await subscribe();
    await subscribe(browser, 'second');
    expect((await devices()).items).toEqual([]);
    expect((await devices('second')).items).toHaveLength(1);
  });

  it('that the browser renewed replaces its former one', async () => {
    await subscribe();
    await subscribe(makeBrowser(service, '/push/renewed'));
    expect((await devices()).items).toHaveLength(1);
    await propose();
    await arrived(1);
    expect(service.received.map(({ path }) => path)).toEqual(['/push/renewed']);
  });

  it('is one of ten of a person at most', async () => {
    for (let nth = 0; nth < 10; nth += 1) {
      await subscribe(makeBrowser(service, `/push/${String(nth)}`), 'many');
      desk.signInAnew();
    }
    const one = makeBrowser(service, '/push/eleven').subscription;
    expect(await manager('many').call('PUT', '/api/me/push', one)).toMatchObject({
      ...{ status: 422, body: { errors: [{ pointer: '/endpoint', code: 'too-many' }] } },
    });
    for (const { id } of (await devices('many')).items) {
      await manager('many').call('DELETE', `/api/me/push/${id}`);
    }
  });
});

it('tells what was committed where the desk is stopped before it was sent', async () => {
  await subscribe();
  service.answers(() => {
    // Never answers.
  });
  const id = await propose();
  await arrived(1);
  await desk.stop();
  service.answers((_pushed, response) => response.writeHead(201).end());
  await desk.start();
  const [, pushed] = await arrived(2);
  expect(pushed && browser.read(pushed).path).toContain(id);
  await desk.restart();
  await nothingArrives(2);
});

it('keeps its private key in one file of its owner, and tells it nobody', async () => {
  const file = join(desk.dir, 'push-key.pem');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const lines = readFileSync(file, 'utf8').split('\n');
  const secret = lines[1] ?? '';
  expect(secret.length).toBeGreaterThan(40);
  await subscribe();
  const told = JSON.stringify(await devices()) + desk.log.join('');
  expect(told).not.toContain(secret);
  expect(told).not.toContain('/push/one');
  expect(told).not.toContain(browser.subscription.keys.auth);
  const { publicKey } = await devices();
  await desk.restart();
  expect((await devices()).publicKey).toBe(publicKey);
});

it('is off unless PUSH_SUBJECT is set', async () => {
  const off = await startTestDesk();
  const one = off.as('manager');
  expect((await one.call('GET', '/api/me/push')).body).toEqual({
    ...{ on: false, publicKey: null, items: [] },
  });
  expect(await one.call('PUT', '/api/me/push', browser.subscription)).toMatchObject({
    ...{ status: 409, body: { code: 'push-off' } },
  });
  expect((await off.as('operator').call('GET', '/api/me/push')).status).toBe(403);
  await off.close();
});
