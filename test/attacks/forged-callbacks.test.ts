/**
 * Callbacks forged by strangers: what they store on the disk, and which real ones they crowd out.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { knowPaid } from '../support/desk-acts.ts';
import { createShiftedClock } from '../support/shifted-clock.ts';
import { startTestDesk, type RunningDesk } from '../support/start-desk.ts';
import { waitUntil } from '../support/wait-until.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const TOSS = '117.52.3.11';
const LARGEST = 16 * 1024;

const clock = createShiftedClock();
let desk: RunningDesk;
beforeAll(async () => {
  desk = await startTestDesk({
    clock,
    env: {
      TRUST_PROXY: '1',
      POLL_SCALE: '0.02',
      CALLBACK_FROM: '117.52.3.0/24',
      // A busy machine makes the sandbox slow, and each failed read is repeated.
      TOSS_TIMEOUT_MS: '20000',
    },
    bounds: { outbound: { perSecond: 1000, burst: 1000, keptForMoney: 200 } },
  });
});
afterAll(() => desk.close());

async function callback(from: string, payToken: string | null, more = ''): Promise<number> {
  const answer = await desk.fetch('/toss/callback', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-forwarded-for': from },
    body: JSON.stringify({ payToken, status: 'PAY_COMPLETE', more }),
  });
  await answer.arrayBuffer();
  return answer.status;
}

interface Left {
  rows: number;
  waiting: number;
  bytes: number;
}

const leftOf = (condition: string, ...given: string[]): Left => {
  const [left] = desk.read<Left>(
    `SELECT count(*) AS rows, count(*) - count(handled_at) AS waiting,
            coalesce(sum(octet_length(body)), 0) AS bytes
       FROM callback WHERE ${condition}`,
    ...given,
  );
  if (left === undefined) throw new Error('nothing was counted');
  return left;
};

/** Stored callbacks about payments that the desk does not have. */
const leftOfStrangers = () =>
  leftOf('pay_token IS NULL OR pay_token NOT IN (SELECT pay_token FROM payment)');

/** Sends `times` callbacks, some concurrently. @returns the status of each response */
async function flood(times: number, send: (n: number) => Promise<number>): Promise<number[]> {
  const statuses: number[] = [];
  let next = 0;
  const lane = async () => {
    while (next < times) statuses.push(await send(next++));
  };
  await Promise.all(Array.from({ length: 25 }, lane));
  return statuses;
}

const flooder = (n: number) => `203.0.${String(n >> 8)}.${String(n & 255)}`;
const large = (n: number) => String(n).padEnd(LARGEST - 200, 'x');
const small = (n: number) => String(n).padEnd(1500, 'x');

const isRead = (payToken: string) =>
  waitUntil('it is read', () => leftOf('pay_token = ?', payToken).waiting === 0);

describe('a flood of bodies', () =>
  it('leaves none behind, and after its term nothing at all', async () => {
    const statuses = await flood(200, (n) => {
      const payToken = n % 4 === 0 ? null : `forged-${String(n)}`;
      return callback(flooder(n % 20), payToken, n % 2 === 0 ? large(n) : small(n));
    });
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(leftOfStrangers().rows).toBe(200);
    expect(leftOf('octet_length(body) > 2048').rows).toBe(0);
    await waitUntil('all are read', leftOfStrangers, ({ waiting }) => waiting === 0, 40_000);
    expect(leftOfStrangers()).toEqual({ rows: 200, waiting: 0, bytes: 0 });

    clock.shift(8 * DAY_MS);
    await desk.restart();
    await waitUntil('they are gone', leftOfStrangers, ({ rows }) => rows === 0);
    desk.signInAnew();
  }));

describe('a flood that names a payment of the flooder’s own', () => {
  it('leaves twenty small bodies for good, however long it goes on', async () => {
    const payToken = await knowPaid(desk);
    const once = (from: number) =>
      flood(60, (n) =>
        callback(flooder(n), payToken, n % 3 === 0 ? large(from + n) : small(from + n)),
      );
    const statuses = await once(0);
    await isRead(payToken);
    clock.shift(DAY_MS);
    await desk.restart();
    statuses.push(...(await once(1000)));
    expect(new Set(statuses)).toEqual(new Set([200]));
    const left = leftOf('pay_token = ?', payToken);
    expect(left.rows).toBe(21);
    expect(left.bytes).toBeLessThan(20 * 2048);
    const events = desk.read(
      "SELECT 1 FROM event WHERE what = 'callback' AND pay_token = ?",
      payToken,
    );
    expect(events).toHaveLength(20);
    await isRead(payToken);

    // Toss's own callbacks are stored and lead to a read.
    const reads = async () =>
      (await desk.sandbox.calls('status')).filter(({ body }) => body['payToken'] === payToken);
    const before = (await reads()).length;
    expect(await callback(TOSS, payToken, large(1))).toBe(200);
    expect(leftOf('pay_token = ? AND octet_length(body) > 16000', payToken).rows).toBe(1);
    await isRead(payToken);
    expect((await reads()).length).toBeGreaterThan(before);
    desk.signInAnew();
  });
});

describe('a flood that uses up the hour', () =>
  it('keeps out no callback of Toss for a payment that was made elsewhere', async () => {
    const statuses = await flood(1100, (n) => callback(flooder(n % 100), `made-up-${String(n)}`));
    expect(statuses.filter((status) => status === 429)).toHaveLength(100);
    const { payToken } = await desk.sandbox.createPaid();
    expect(await callback(TOSS, payToken)).toBe(200);
    await waitUntil(
      'it is taken over',
      () => desk.read('SELECT 1 FROM payment WHERE pay_token = ?', payToken),
      (rows) => rows.length === 1,
    );
    expect(await callback('203.0.113.9', 'one-more')).toBe(429);
  }));

describe('a whole sale at once', () =>
  it('is taken from Toss, and from another address 200 in ten seconds', async () => {
    const payToken = await knowPaid(desk);
    const ofToss = await flood(300, (n) => callback(TOSS, payToken, String(n)));
    expect(new Set(ofToss)).toEqual(new Set([200]));
    const ofOthers = await flood(300, (n) => callback('198.51.100.7', payToken, String(n)));
    expect(ofOthers).toContain(429);
  }));
