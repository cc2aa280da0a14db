/** Callbacks that strangers make up: what they leave on the disk, and what they keep out. */
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
    env: { TRUST_PROXY: '1', POLL_SCALE: '0.01', CALLBACK_FROM: '117.52.3.0/24' },
    bounds: { outbound: { perSecond: 1000, burst: 1000, keptForMoney: 200 } },
  });
});
afterAll(() => desk.close());

async function callback(from: string, payToken: string, size = 0): Promise<number> {
  const answer = await desk.fetch('/toss/callback', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-forwarded-for': from },
    body: JSON.stringify({ payToken, status: 'PAY_COMPLETE', more: 'x'.repeat(size) }),
  });
  await answer.arrayBuffer();
  return answer.status;
}

interface Left {
  rows: number;
  waiting: number;
  bytes: number;
}

/** What callbacks of payments that the desk does not have are on the disk. */
function leftOfStrangers(): Left {
  const [left] = desk.read<Left>(
    `SELECT count(*) AS rows, count(*) - count(handled_at) AS waiting,
            coalesce(sum(octet_length(body)), 0) AS bytes
       FROM callback WHERE pay_token NOT IN (SELECT pay_token FROM payment)`,
  );
  if (left === undefined) throw new Error('nothing was counted');
  return left;
}

/** Sends so many, some at once. @returns how each was answered */
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

describe('a flood of large ones', () => {
  it('leaves no body behind, and after its term nothing at all', async () => {
    const known = await knowPaid(desk);
    expect(await callback('203.0.113.9', known, LARGEST - 200)).toBe(200);
    const statuses = await flood(200, (n) =>
      callback(flooder(n % 20), `forged-${String(n)}`, LARGEST - 200),
    );
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(leftOfStrangers().rows).toBe(200);
    await waitUntil('all are read', leftOfStrangers, ({ waiting }) => waiting === 0, 40_000);
    expect(leftOfStrangers()).toEqual({ rows: 200, waiting: 0, bytes: 0 });

    clock.shift(8 * DAY_MS);
    await desk.restart();
    await waitUntil('they are gone', leftOfStrangers, ({ rows }) => rows === 0);
    const kept = desk.read('SELECT body FROM callback WHERE pay_token = ?', known);
    expect(kept).toHaveLength(1);
    desk.signInAnew();
  });
});

describe('a flood that uses up the hour', () => {
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
  });
});
