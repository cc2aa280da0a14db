/** The limit of a day's refunds, by Toss's policy and by that of v1's months. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { type Sandbox, startSandbox } from '../../../server/sandbox/sandbox.ts';
import { sandboxHelpers, TEST_API_KEY } from '../../support/start-sandbox.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

let dataDir: string;
let sandbox: Sandbox;
let toss: ReturnType<typeof sandboxHelpers>;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'changgu-sandbox-'));
  const now = Date.parse('2026-11-30T12:00:00+09:00');
  sandbox = await startSandbox({ port: 0, dataDir, now: () => now });
  toss = sandboxHelpers(sandbox.url, TEST_API_KEY);
});
afterEach(async () => {
  await sandbox.close();
  await rm(dataDir, { recursive: true, force: true });
});

let lastNo = 0;
let source: string;
async function tryRefund(amount: number): Promise<unknown> {
  lastNo += 1;
  const fields = { payToken: source, refundNo: `limit-${String(lastNo)}`, amount };
  const { body } = await toss.callV2('refunds', fields);
  return body['code'] === 0 ? 'done' : body['errorCode'];
}

/** A payment of last month, large enough for every refund. */
async function plantSource(): Promise<void> {
  const [made] = await toss.history({
    orderNo: 'source',
    amount: 9_000_000,
    state: 'PAY_COMPLETE',
    createdAt: '2026-10-01T12:00:00+09:00',
  });
  source = made?.payToken ?? '';
}

/** The room to the won: one more is refused. */
async function expectRoom(room: number): Promise<void> {
  expect(await tryRefund(room + 1)).toBe('REFUND_EXCEED_DAILY');
  if (room > 0) expect(await tryRefund(room)).toBe('done');
}

describe('by the policy', () => {
  beforeEach(async () => {
    await plantSource();
    await toss.options({
      settlement: 'live',
      dailyRefundLimitRule: 'policy',
      dailyRefundLimitWon: 1000,
      shopBalanceWon: 500,
    });
  });

  it('is base and balance where nothing else is', async () => {
    await expectRoom(1500);
  });

  it('has today’s approvals and refunds after three minutes at most', async () => {
    await toss.createPaid({ amount: 20_000 });
    expect(await tryRefund(1501)).toBe('REFUND_EXCEED_DAILY');
    await toss.advance(3 * MINUTE_MS);
    expect(await tryRefund(20_000)).toBe('done');
    await toss.advance(3 * MINUTE_MS);
    await expectRoom(1500);
  });

  it.each([
    ['net', true, 9824],
    ['gross', false, 10_000],
  ])('has what settles later %s of fees', async (_name, limitNetOfFees, won) => {
    await toss.options({ limitNetOfFees, tossMoneyDueDays: 3 });
    const createdAt = '2026-11-27T12:00:00+09:00';
    await toss.history({ orderNo: 'later', amount: 10_000, state: 'PAY_COMPLETE', createdAt });
    await toss.history({
      orderNo: 'settled-already',
      amount: 70_000,
      state: 'PAY_COMPLETE',
      createdAt: '2026-11-02T12:00:00+09:00',
    });
    await expectRoom(1500 + won);
  });

  it('begins anew at 01:00', async () => {
    await tryRefund(1500);
    // 00:30 of the next day.
    await toss.advance(12.5 * HOUR_MS);
    expect(await tryRefund(1)).toBe('REFUND_EXCEED_DAILY');
    await toss.advance(HOUR_MS / 2);
    // The refund of yesterday is a line that settles today, not later.
    await expectRoom(1500);
  });
});

describe('in v1’s months', () => {
  beforeEach(async () => {
    await plantSource();
    await toss.options({ dailyRefundLimitRule: 'v1-months', dailyRefundLimitWon: 1000 });
  });

  it('grows by each payment three minutes later, and shrinks by each refund at once', async () => {
    await toss.createPaid({ amount: 20_000 });
    await toss.advance(3 * MINUTE_MS - 1000);
    expect(await tryRefund(1001)).toBe('REFUND_EXCEED_DAILY');
    await toss.advance(1000);
    expect(await tryRefund(11_000)).toBe('done');
    await expectRoom(10_000);
    await toss.advance(12 * HOUR_MS);
    await expectRoom(1000);
  });
});

it('counts a refund in progress, or not until it is done', async () => {
  await plantSource();
  await toss.options({ dailyRefundLimitWon: 1000, refundProgressMs: 60 * MINUTE_MS });
  const other = await toss.createPaid({ amount: 5000 });
  expect(await tryRefund(600)).toBe('TRANSACTION_PENDING_ERROR');
  source = other.payToken;
  await toss.options({ refundProgressMs: 0 });
  expect(await tryRefund(401)).toBe('REFUND_EXCEED_DAILY');
  await toss.options({ limitCountsProgress: false });
  expect(await tryRefund(1000)).toBe('done');
});
