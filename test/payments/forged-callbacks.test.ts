/**
 * Ten thousand forged callbacks from five hundred addresses: nothing changes, and each payment that
 * the desk knows costs at most one status read in five seconds.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { knowPaid } from '../support/desk-acts.ts';
import { startTestDesk, type RunningDesk } from '../support/start-desk.ts';

const FORGED = 10_000;
const ADDRESSES = 500;
const KNOWN = 10;
const AT_ONCE = 25;
const READ_EVERY_MS = 5000;

let desk: RunningDesk;
beforeAll(async () => {
  // In real time: with the tests' usual scale a read would be due every tenth of a second.
  const env = { TRUST_PROXY: '1', POLL_SCALE: '1', RECONCILE_SCALE: '1', ADOPT_CALLBACKS: '1' };
  desk = await startTestDesk({ env });
});
afterAll(async () => {
  await desk.close();
});

/** A forged callback: about a known payment, an unknown one, or none at all. */
function forgery(known: readonly string[], n: number): { type: string; body: string } {
  const payToken = n % 3 === 0 ? `forged-${String(n)}` : known[n % known.length];
  const lies = ['REFUND_SUCCESS', 'PAY_CANCEL', 'PAY_SUCCESS', '{"$ne":1}', ''];
  const claims = {
    status: lies[n % lies.length],
    payToken,
    amount: 1,
    orderNo: 'A',
    paidAmount: 9,
  };
  if (n % 7 === 0) return { type: 'application/json', body: JSON.stringify(claims).slice(n % 20) };
  if (n % 2 === 0) return { type: 'application/json', body: JSON.stringify(claims) };
  const form = new URLSearchParams(Object.entries(claims).map(([k, v]) => [k, String(v)]));
  return { type: 'application/x-www-form-urlencoded', body: form.toString() };
}

async function post(known: readonly string[], n: number): Promise<number> {
  const { type, body } = forgery(known, n);
  const k = n % ADDRESSES;
  const address = `203.0.${String(k >> 8)}.${String(k & 255)}`;
  const answer = await desk.fetch('/toss/callback', {
    method: 'POST',
    headers: { 'content-type': type, 'x-forwarded-for': address },
    body,
  });
  await answer.arrayBuffer();
  return answer.status;
}

const stateOfBooks = () => ({
  payments: desk.read(
    'SELECT pay_token, status, amount, refunded, drift, changed_at FROM payment ORDER BY pay_token',
  ),
  operations: desk.read('SELECT * FROM operation'),
  refunds: desk.read('SELECT * FROM payment_refund'),
});

it('change nothing, and cost at most a read', { timeout: 300_000 }, async () => {
  const known: string[] = [];
  for (let n = 0; n < KNOWN; n += 1) known.push(await knowPaid(desk, { amount: 10_000 + n }));
  const before = stateOfBooks();
  expect(before.payments).toHaveLength(KNOWN);
  const moneyBefore = await desk.sandbox.books();
  const callsBefore = (await desk.sandbox.calls()).length;

  const startedMs = performance.now();
  const statuses = new Map<number, number>();
  let next = 0;
  const worker = async () => {
    while (next < FORGED) {
      const status = await post(known, next++);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  const tookMs = performance.now() - startedMs;

  // Stored, or refused so that the real Toss would repeat it; never an error.
  expect([...statuses.keys()].toSorted()).toEqual([200, 429]);
  expect((statuses.get(200) ?? 0) + (statuses.get(429) ?? 0)).toBe(FORGED);
  const since = (await desk.sandbox.calls()).slice(callsBefore);
  expect(since.filter(({ call }) => call !== 'status')).toEqual([]);
  const mostReads = Math.floor(tookMs / READ_EVERY_MS) + 1;
  for (const payToken of known) {
    const reads = since.filter(({ body }) => body['payToken'] === payToken).length;
    expect(reads, payToken).toBeGreaterThan(0);
    expect(reads, payToken).toBeLessThanOrEqual(mostReads);
  }
  // Of unknown payments one a second is read, however many callbacks arrive.
  const unknown = since.filter(({ body }) => !known.includes(String(body['payToken'])));
  expect(unknown.length).toBeLessThanOrEqual(tookMs / 1000 + 2);
  expect(stateOfBooks()).toEqual(before);
  expect(await desk.sandbox.books()).toEqual(moneyBefore);
  const list = await desk.as('viewer').call('GET', '/api/payments');
  expect(list.body.items).toHaveLength(KNOWN);
});
