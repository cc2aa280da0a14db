/** Payout days: what is carried on, what does not count, and when the desk asks by itself. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSettlementImporter } from '../../server/settlement/importer.ts';
import { readDays, totalOf } from '../../server/settlement/read-days.ts';
import { appendDeposit } from '../../server/storage/settlement-deposits.ts';
import { appendRate } from '../../server/storage/settlement-figures.ts';
import { waitUntil } from '../support/wait-until.ts';
import { inMay, may, openSettlementBench, type SettlementBench } from './settlement-bench.ts';

let bench: SettlementBench;
beforeEach(() => {
  bench = openSettlementBench();
});
afterEach(() => bench.close());

const days = (from: number, to: number) =>
  bench.deps.storage.read(readDays({ from: may(from), to: may(to) }, bench.clock.nowMs()));

const arrive = (day: number, won: number) =>
  bench.deps.storage.transact(() =>
    appendDeposit({
      ...{ day: may(day), won, reason: null, note: null, source: 'typed', csv_line: null },
      is_removed: 0,
      ...{ at: inMay(20), staff_id: 'm', staff_name: 'm' },
    }),
  );

/** Imports all trades and payouts before the 13th. */
async function importAll(): Promise<void> {
  bench.at(13, '16:00:00');
  for (let day = 4; day <= 12; day += 1) await bench.import('SETTLE', day);
  for (let day = 4; day <= 13; day += 1) await bench.import('DUE', day);
}

describe('a negative day', () => {
  it('pays nothing, and is taken from the next ones', async () => {
    bench.options({ feeRates: [{ from: '20160101', tossMoneyBp: 0, cardBp: 0 }] });
    const april = '2026-04-01T12:00:00+09:00';
    const earlier = { createdAt: april, completedAt: april, amount: 50_000 };
    await bench.paid(earlier, { amount: 30_000, at: inMay(4, '15:00:00') });
    await bench.paid({ amount: 10_000 });
    await bench.paid({ createdAt: inMay(5), completedAt: inMay(5), amount: 15_000 });
    await bench.paid({ createdAt: inMay(6), completedAt: inMay(6), amount: 8000 });
    await importAll();
    const { heads } = days(4, 8);
    expect(
      heads.map(({ sums, carryIn, carryOut, expectedWon, state }) => [
        ...[sums.settled, carryIn, carryOut, expectedWon, state],
      ]),
    ).toEqual([
      [0, 0, 0, 0, 'none'],
      [-20_000, 0, -20_000, 0, 'none'],
      [15_000, -20_000, -5000, 0, 'none'],
      [8000, -5000, 0, 3000, 'open'],
      [0, 0, 0, 0, 'none'],
    ]);
    await arrive(7, 3000);
    await arrive(6, 15_000);
    const later = days(6, 7);
    expect(later.heads.map(({ state, differenceWon }) => [state, differenceWon])).toEqual([
      ['differs', 15_000],
      ['matched', 0],
    ]);
    expect(totalOf(later.heads, bench.clock.nowMs())).toEqual({
      ...{ expectedWon: 3000, depositWon: 18_000, differenceWon: 15_000, unexplainedWon: 15_000 },
      ...{ incompleteDays: 0, openDays: 0 },
    });
  });
});

it('tells what of a day is never paid out, so that its sums explain what is expected', async () => {
  await bench.paid({ createdAt: inMay(5), completedAt: inMay(5) });
  const line = { amount: -700, settleDate: '20260506', dueDate: '' };
  bench.plantLine({ transactionId: 'x', transactionType: 'ETC', ...line });
  await importAll();
  expect(days(6, 6).heads[0]).toMatchObject({
    ...{ sums: { settled: 9124 }, notDueWon: -700, carryIn: 0, expectedWon: 9824 },
  });
});

describe('a day that does not count', () => {
  it('says why and when the desk asks again, is in no sum, and carries nothing', async () => {
    await bench.paid();
    await importAll();
    bench.options({ settlement: 'none' });
    bench.at(6, '07:00:00');
    await bench.import('DUE', 5);
    const [head] = days(5, 5).heads;
    expect(head).toMatchObject({
      ...{ state: 'incomplete', expectedWon: null, carryOut: 0 },
      incomplete: {
        why: 'lacks-lines',
        page: null,
        nextAt: new Date(inMay(7, '07:00:00')).toISOString(),
      },
    });
    await arrive(5, 9824);
    expect(totalOf(days(5, 5).heads, bench.clock.nowMs())).toMatchObject({
      ...{ expectedWon: 0, depositWon: 0, incompleteDays: 1 },
    });
  });

  it('is not made so by a call without an answer', async () => {
    await bench.paid();
    await importAll();
    delete bench.wire['v2/settlement-details'];
    expect(await bench.import('DUE', 5)).toBe('no-answer');
    expect(days(5, 5).heads[0]).toMatchObject({ state: 'open', incomplete: null });
  });

  it('is one that nobody asked for in a week; the days before the first import are none', async () => {
    await importAll();
    bench.at(25, '12:00:00');
    expect(days(3, 3).heads[0]).toMatchObject({ state: 'none', incomplete: null });
    expect(days(14, 14).heads[0]).toMatchObject({
      incomplete: { why: 'not-imported', askedAt: null, nextAt: null },
    });
    expect(days(26, 26).heads[0]).toMatchObject({ state: 'none' });
  });

  it('is today until the trades before it are loaded; then it is what they say', async () => {
    await bench.paid();
    bench.at(4, '15:00:00');
    for (const day of [1, 2, 3]) await bench.import('SETTLE', day);
    await arrive(5, 9824);
    bench.at(5, '05:59:59');
    await bench.import('SETTLE', 4);
    const nextAt = new Date(inMay(5, '07:00:00')).toISOString();
    expect(days(5, 5).heads[0]).toMatchObject({
      ...{ state: 'incomplete', expectedWon: null, differenceWon: null },
      incomplete: { why: 'too-early', nextAt },
    });
    bench.at(5, '06:59:00');
    expect(days(5, 5).heads[0]).toMatchObject({ state: 'incomplete' });
    bench.at(5, '07:00:00');
    await bench.import('SETTLE', 4);
    expect(days(5, 5).heads[0]).toMatchObject({ state: 'matched', incomplete: null });
  });

  it('is today, where nobody asked for the trades before it', async () => {
    bench.at(5, '12:00:00');
    await bench.import('SETTLE', 1);
    expect(days(5, 5).heads[0]).toMatchObject({
      incomplete: { why: 'not-imported', askedAt: null, page: null },
    });
  });

  it('is none of those between an old day that somebody imported and the first week', async () => {
    bench.options({ settlementCycle: 'daily' });
    await bench.paid();
    await bench.paid({ payMethod: 'CARD' });
    bench.at(25, '12:00:00');
    for (let day = 18; day <= 24; day += 1) await bench.import('SETTLE', day);
    for (let day = 18; day <= 24; day += 1) await bench.import('DUE', day);
    for (const dateType of ['SETTLE', 'DUE'] as const) await bench.import(dateType, 4);
    await bench.import('DUE', 5);
    const { since, heads } = days(4, 24);
    expect(since).toBe(may(18));
    expect(heads.filter(({ state }) => state !== 'none')).toMatchObject([
      { day: may(5), state: 'open', expectedWon: 9824 },
      // Lines of one trade day only: others may be paid out with them.
      { day: may(8), state: 'incomplete', incomplete: { why: 'not-imported' } },
    ]);
  });

  it('is an old day that somebody imported in vain', async () => {
    bench.at(25, '12:00:00');
    await bench.import('SETTLE', 20);
    bench.options({ settlementTotals: 'own-after-first', settlementPageSize: 1 });
    await bench.paid();
    await bench.paid();
    expect(await bench.import('SETTLE', 4)).toBe('totals-change');
    expect(days(4, 4).heads).toMatchObject([{ incomplete: { why: 'totals-change', page: 2 } }]);
  });

  it('carries nothing over days that nobody asked for', async () => {
    const april = '2026-04-01T12:00:00+09:00';
    const earlier = { createdAt: april, completedAt: april, amount: 50_000 };
    await bench.paid(earlier, { amount: 30_000, at: inMay(4, '15:00:00') });
    await bench.paid({ createdAt: inMay(18), completedAt: inMay(18) });
    bench.at(25, '12:00:00');
    for (let day = 18; day <= 24; day += 1) await bench.import('SETTLE', day);
    for (let day = 18; day <= 24; day += 1) await bench.import('DUE', day);
    for (let day = 4; day <= 6; day += 1) await bench.import('DUE', day);
    const before = days(5, 7).heads.map(({ carryIn, carryOut }) => [carryIn < 0, carryOut < 0]);
    expect(before).toEqual([
      [false, true],
      [true, true],
      [false, false],
    ]);
    expect(days(18, 19).heads.map(({ carryIn }) => carryIn)).toEqual([0, 0]);
    expect(days(5, 19).heads.at(-1)).toMatchObject({ carryIn: 0, expectedWon: 9824 });
  });

  it('may be the last that a date can name', () => {
    const span = { from: '9999-12-01', to: '9999-12-31' };
    const { heads } = bench.deps.storage.read(readDays(span, bench.clock.nowMs()));
    expect(heads).toHaveLength(31);
    expect(heads.at(-1)).toMatchObject({ day: '9999-12-31', state: 'none' });
  });
});

describe('the importer', () => {
  it('asks by itself when a day is due, and stops where nothing is', async () => {
    await bench.paid();
    bench.at(5, '06:50:00');
    const importer = createSettlementImporter(bench.deps, { isOn: true, mode: 'test' });
    importer.start();
    await bench.clock.advance(8 * 3_600_000);
    await importer.stop();
    const asked = bench.rows(
      `SELECT date_type AS kind, asked_at AS at FROM settlement_import WHERE day >= '${may(4)}' ORDER BY id`,
    );
    expect(asked.map(({ kind, at }) => [kind, String(at).slice(11, 16)])).toEqual([
      ['DUE', '21:51'],
      ['SETTLE', '22:00'],
      ['DUE', '22:00'],
      ['DUE', '04:05'],
      ['SETTLE', '05:00'],
    ]);
    expect(bench.lines()).toHaveLength(1);
  });

  it('asks nothing while it is off, unless somebody asks for a day', async () => {
    bench.at(5, '12:00:00');
    const importer = createSettlementImporter(bench.deps, { isOn: false, mode: 'test' });
    importer.start();
    await bench.clock.advance(3_600_000);
    expect(bench.calls).toEqual([]);
    importer.importNow([{ dateType: 'SETTLE', day: may(4) }]);
    expect(importer.isImporting()).toBe(true);
    await importer.stop();
    expect(bench.calls).toEqual(['v2/settlement-details']);
  });

  it('asks for a day once more, however often it is pressed meanwhile', async () => {
    bench.at(5, '12:00:00');
    const importer = createSettlementImporter(bench.deps, { isOn: false, mode: 'test' });
    for (let press = 0; press < 4; press += 1) {
      importer.importNow([{ dateType: 'SETTLE', day: may(4) }]);
    }
    await waitUntil('the import', () => !importer.isImporting());
    await importer.stop();
    expect(bench.calls).toHaveLength(2);
  });

  it('checks fees after a start where a rate was entered after the newest import', async () => {
    await bench.paid();
    bench.at(5, '14:30:00');
    await bench.import('SETTLE', 4);
    bench.at(5, '15:00:00');
    await bench.deps.storage.transact(() =>
      appendRate({
        ...{ method: 'TOSS_MONEY', rate_bp: 300, valid_from: may(1) },
        ...{ at: bench.clock.nowIso(), staff_id: 'm', staff_name: 'm' },
      }),
    );
    const importer = createSettlementImporter(bench.deps, { isOn: false, mode: 'test' });
    importer.start();
    await bench.clock.advance(3_600_000);
    await importer.stop();
    expect(bench.lines('fee_state')).toEqual([{ fee_state: 'differs' }]);
  });

  it('leaves a day whose pages it was reading when the desk stops', async () => {
    await bench.paid();
    bench.at(5, '12:00:00');
    const importer = createSettlementImporter(bench.deps, { isOn: false, mode: 'test' });
    const page = bench.wire['v2/settlement-details'];
    const stops: Promise<void>[] = [];
    bench.options({ settlementPageSize: 1 });
    await bench.paid();
    bench.wire['v2/settlement-details'] = (body) => {
      stops.push(importer.stop());
      return page?.(body) ?? { outcome: 'lost', failure: 'none' };
    };
    importer.importNow([{ dateType: 'SETTLE', day: may(4) }]);
    await new Promise((resolve) => {
      setTimeout(resolve, 50);
    });
    await Promise.all(stops);
    expect(bench.rows('SELECT * FROM settlement_import')).toEqual([]);
    expect(bench.lines()).toEqual([]);
  });
});
