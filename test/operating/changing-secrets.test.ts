/** Every secret can be changed while operations are open, with the documented effect. */
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addStaff, callDesk, signIn } from '../support/start-desk.ts';
import { TEST_API_KEY } from '../support/start-sandbox.ts';
import { waitUntil } from '../support/wait-until.ts';
import { installDesk, type InstalledDesk } from './installed-desk.ts';
import { startKeyRelay, type KeyRelay } from './key-relay.ts';

const OLD_KEY = 'sk_test_of_last_year';
const NEW_KEY = 'sk_test_of_this_year';

let desk: InstalledDesk;
let toss: KeyRelay;
let url: string;
let cookie: string;
beforeAll(async () => {
  desk = await installDesk();
  toss = await startKeyRelay(desk.sandbox.url, TEST_API_KEY);
  toss.valid.add(OLD_KEY);
  writeKey(OLD_KEY);
  url = `http://127.0.0.1:${String(desk.port)}`;
  desk.set({ PUBLIC_URL: url, TOSS_BASE_URL: toss.url });
  await desk.start();
  await addStaff(desk.place('/var/lib/changgu/test.db'), 'clerk@changgu.test', '점원', 'operator');
  cookie = await signIn(url, 'clerk@changgu.test');
});
afterAll(async () => {
  await desk.close();
  await toss.close();
});

function writeKey(key: string): void {
  writeFileSync(desk.place('/etc/changgu/toss-api-key'), `${key}\n`);
}

async function restart(): Promise<void> {
  await desk.stop();
  await desk.start();
}

const call = (method: string, path: string, body?: unknown, headers?: Record<string, string>) =>
  callDesk(url, cookie, [method, path, body, headers]);

async function knowPaid(): Promise<string> {
  const { payToken } = await desk.sandbox.createPaid({ amount: 10_000 });
  expect((await call('POST', '/api/payments/lookup', { payToken })).status).toBe(200);
  return payToken;
}

async function refund(payToken: string, wait: number) {
  const id = randomUUID();
  const body = { kind: 'refund', amount: 2000, reason: '단순 변심', seenRefunded: 0 };
  const path = `/api/payments/${payToken}/operations/${id}`;
  const answer = await call('PUT', path, body, { prefer: `wait=${String(wait)}` });
  return { id, answer };
}

const stateOf = async (id: string) =>
  String((await call('GET', `/api/operations/${id}`)).body.state);
/** 지금 확인: a person has the desk read Toss at once. */
const check = (id: string) => call('POST', `/api/operations/${id}/check`, {});
const reaches = (id: string, state: string) =>
  waitUntil(
    state,
    () => stateOf(id),
    (now) => now === state,
  );

describe('another Toss key', () => {
  it('that Toss refuses decides nothing; the right one goes on with what is open', async () => {
    const [lost, later] = [await knowPaid(), await knowPaid()];
    const lostAnswer = { call: 'refunds', effect: 'after', fault: 'delay', ms: 60_000 } as const;
    await desk.sandbox.fault({ ...lostAnswer, payToken: lost });
    const { id } = await refund(lost, 0);
    await reaches(id, 'sending');
    await desk.sandbox.fault({ call: 'status', effect: 'before', fault: 'drop', times: 1_000_000 });
    await reaches(id, 'unknown');

    writeKey(NEW_KEY);
    await restart();
    await desk.sandbox.clearFaults();
    for (let times = 0; times < 4; times += 1) await check(id);
    const refused = 'changgu_toss_call_seconds_count{call="status",outcome="refused"}';
    expect((await desk.figures()).get(refused)).toBeGreaterThanOrEqual(4);
    // It may need a person meanwhile, as no read shows anything.
    expect(['unknown', 'needs_review']).toContain(await stateOf(id));
    const payment = (await call('GET', `/api/payments/${lost}`)).body.payment;
    expect(payment).toMatchObject({ drift: null, status: 'PAY_COMPLETE' });
    const unsent = await refund(later, 5);
    expect(unsent.answer.body.state).toBe('declined');

    toss.valid.add(NEW_KEY);
    toss.valid.delete(OLD_KEY);
    await check(id);
    await reaches(id, 'succeeded');
    expect((await refund(later, 10)).answer.body.state).toBe('succeeded');
    const { refunds } = await desk.sandbox.books();
    expect(refunds.map(({ amount }) => amount)).toEqual([2000, 2000]);
    for (const key of [OLD_KEY, NEW_KEY]) expect(desk.output()).not.toContain(key);
  });
});

describe('another AUTH_SECRET and METRICS_TOKEN', () =>
  it('ends every session and nothing else; the old token opens nothing', async () => {
    const made = await desk.changgu(['token', 'add', '--name', 'shop', '--scope', 'lookup']);
    const [token = ''] = /cgt_\S+/.exec(made.output) ?? [];
    const { METRICS_TOKEN: oldToken = '' } = desk.settings();
    const payToken = await knowPaid();
    desk.set({ AUTH_SECRET: 'n'.repeat(64), METRICS_TOKEN: 'o'.repeat(48) });
    await restart();

    expect((await call('GET', '/api/me')).status).toBe(401);
    cookie = await signIn(url, 'clerk@changgu.test');
    expect((await call('GET', '/api/me')).status).toBe(200);
    expect((await call('GET', `/api/payments/${payToken}`)).status).toBe(200);
    expect(await lookUpAs(token, payToken)).toBe(200);

    expect((await fetch(`${url}/metrics`, { headers: bearer(oldToken) })).status).toBe(401);
    expect((await desk.figures()).get('changgu_unclear_operations')).toBe(0);
  }));

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

async function lookUpAs(token: string, payToken: string): Promise<number> {
  const answer = await fetch(`${url}/api/payments/lookup`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...bearer(token) },
    body: JSON.stringify({ payToken }),
  });
  return answer.status;
}

describe('another service token', () =>
  it('works beside the first, which is refused as soon as it is revoked', async () => {
    const names = ['storefront-1', 'storefront-2'];
    const tokens: string[] = [];
    for (const name of names) {
      const made = await desk.changgu(['token', 'add', '--name', name, '--scope', 'lookup']);
      tokens.push(/cgt_\S+/.exec(made.output)?.[0] ?? '');
    }
    const payToken = await knowPaid();
    const statuses = () => Promise.all(tokens.map((token) => lookUpAs(token, payToken)));
    expect(await statuses()).toEqual([200, 200]);
    await desk.changgu(['token', 'revoke', '--name', 'storefront-1']);
    expect(await statuses()).toEqual([401, 200]);
  }));
