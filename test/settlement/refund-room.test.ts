/** 한도: what is said to be left is never more than the sandbox's own limit allows. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { refundRoomToday } from '../../server/sandbox/rules/daily-limit.ts';
import { importDay } from '../../server/settlement/import-day.ts';
import { readRefundRoom } from '../../server/settlement/refund-room.ts';
import { moveOperation } from '../../server/storage/move-operation.ts';
import { recorded, walk } from '../operations/engine-bench.ts';
import { paidFacts } from '../support/open-test-storage.ts';
import { openSettlementBench, type SettlementBench } from './settlement-bench.ts';

const API_KEY = 'sk_test_changgu_1234';
const HOUR_MS = 3_600_000;

let bench: SettlementBench;
beforeEach(() => {
  bench = openSettlementBench();
  bench.options({ dailyRefundLimitRule: 'policy', dailyRefundLimitWon: 0, shopBalanceWon: 0 });
});
afterEach(() => bench.close());

const room = () => bench.deps.storage.read(readRefundRoom(bench.clock.nowMs()));

/** Imports the ten days before the 15th, of which the 14th has a payment. */
async function openShop(): Promise<string> {
  bench.at(14, '12:00:00');
  const at = { createdAt: '2026-05-14T12:00:00+09:00', completedAt: '2026-05-14T12:00:00+09:00' };
  const payToken = await bench.paid({ amount: 50_000, payMethod: 'CARD', ...at });
  bench.at(15, '07:00:00');
  for (let day = 5; day < 15; day += 1) await bench.import('SETTLE', day);
  return payToken;
}

describe('what is surely left', () => {
  it('is what settles later, and the approvals of today that Toss has taken in', async () => {
    await openShop();
    expect(room()).toEqual({ sureWon: 49_120, reachedAt: null });
    const now = new Date(bench.clock.nowMs()).toISOString();
    await bench.paid({ amount: 8000, createdAt: now, completedAt: now });
    expect(room().sureWon).toBe(49_120);
    bench.clock.stall(6 * 60_000 + 1);
    expect(room().sureWon).toBe(57_120);
  });

  it('is unknown without the imports of the days before, and in the first hour', async () => {
    expect(room().sureWon).toBe(null);
    await openShop();
    bench.at(15, '00:30:00');
    expect(room().sureWon).toBe(null);
  });

  it('is less by what a negative day carries on', async () => {
    bench.options({ feeRates: [{ from: '20160101', tossMoneyBp: 0, cardBp: 0 }] });
    const earlier = '2026-03-02T12:00:00+09:00';
    await bench.paid(
      { createdAt: earlier, completedAt: earlier, amount: 40_000 },
      { amount: 30_000, at: '2026-05-07T12:00:00+09:00' },
    );
    await openShop();
    expect(room().sureWon).toBe(20_000);
  });

  it('is less by a refund of today that somebody gave up, and unknown after a refusal of one of yesterday', async () => {
    const payToken = await openShop();
    const payment = { ...paidFacts({}), payToken };
    bench.at(14, '20:00:00');
    const givenUp = await recorded(bench, payment, 'refund', 1000);
    bench.at(15, '08:00:00');
    await walk(bench, givenUp, 'claimed', 'answered-unclear', 'absence-proved', 'gave-up');
    expect(room()).toEqual({ sureWon: 48_120, reachedAt: null });
    const other = { ...paidFacts({}), payToken: await bench.paid({ amount: 50_000 }) };
    bench.at(14, '20:00:00');
    const refused = await recorded(bench, other, 'refund', 1000);
    bench.at(15, '08:00:00');
    await walk(bench, refused, 'claimed');
    await bench.storage.transact(() =>
      moveOperation(bench.row(refused), {
        ...{ cause: 'answered-unclear', evidence: 'desk', detail: 'refused' },
        at: bench.clock.nowIso(),
        patch: { toss_error_code: 'REFUND_EXCEED_DAILY' },
      }),
    );
    expect(room()).toEqual({ sureWon: null, reachedAt: bench.clock.nowIso() });
  });

  it('is unknown where somebody refunds elsewhere', async () => {
    const payToken = await openShop();
    bench.refundElsewhere(payToken, 1000);
    await bench.read('v1', payToken);
    expect(room().sureWon).toBe(null);
  });
});

it('is never above the true limit in 90 days of trade', async () => {
  let seed = 7;
  const chance = (most: number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return seed % most;
  };
  let told = 0;
  for (let day = 0; day < 90; day += 1) {
    const startMs = Date.parse('2026-05-04T00:00:00+09:00') + day * 24 * HOUR_MS;
    const set = (hour: number) => bench.clock.set(new Date(startMs + hour * HOUR_MS).toISOString());
    set(7);
    for (let back = 1; back <= 2; back += 1) {
      await importOf(new Date(startMs - back * 24 * HOUR_MS + 9 * HOUR_MS).toISOString());
    }
    for (let trade = 0; trade < 3; trade += 1) {
      set(9 + 2 * trade);
      const now = new Date(bench.clock.nowMs()).toISOString();
      const payMethod = chance(2) === 0 ? 'CARD' : 'TOSS_MONEY';
      const amount = 1000 + chance(90_000);
      await bench.paid({ amount, payMethod, createdAt: now, completedAt: now });
      set(10 + 2 * trade);
      const { sureWon } = room();
      const trueWon = refundRoomToday(bench.world, API_KEY);
      if (sureWon !== null && sureWon > 0) {
        told += 1;
        expect(sureWon).toBeLessThanOrEqual(trueWon);
      }
      await refundOfEarlier(now, 500 + chance(5000));
    }
  }
  expect(told).toBeGreaterThan(150);
});

async function importOf(iso: string): Promise<void> {
  const asked = { dateType: 'SETTLE' as const, day: iso.slice(0, 10) };
  await importDay({ deps: bench.deps, mode: 'test', isStopped: () => false }, asked);
}

/** A refund made now, of a payment that was paid before the desk's time. */
async function refundOfEarlier(now: string, amount: number): Promise<void> {
  const earlier = {
    createdAt: '2026-03-02T12:00:00+09:00',
    completedAt: '2026-03-02T12:01:00+09:00',
  };
  await bench.paid({ amount: 20_000, ...earlier }, { amount, at: now });
}
