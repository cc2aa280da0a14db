/** The figures read from a database file, with a fixed time. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readSpan } from '../../server/overview/day-span.ts';
import { readOverview } from '../../server/overview/read-overview.ts';
import { appendEvent } from '../../server/storage/events.ts';
import type { PaymentFacts } from '../../server/storage/observe.ts';
import type { Overview } from '../../shared/api.ts';
import type { OperationState } from '../../shared/operation.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import {
  insertRaw,
  openTestStorage,
  plantPayment,
  rawRefund,
  walkTo,
  type TestStorage,
} from '../support/open-test-storage.ts';
import { prepare } from '../../server/storage/statement.ts';

/** 14:30 on the 24th of November, in Seoul. */
const NOW = '2026-11-24T05:30:00.000Z';

let test: TestStorage;
beforeEach(() => {
  test = openTestStorage(createFakeClock(NOW));
});
afterEach(() => test.close());

const read = (query: Parameters<typeof readSpan>[0] = {}): Promise<Overview> =>
  readOverview(test.storage, readSpan(query, NOW), NOW);

/** An instant by its time in Seoul, such as `11-24 14:30:00`. */
const seoul = (text: string) => new Date(`2026-${text.replace(' ', 'T')}.000+09:00`).toISOString();

const paid = (at: string, amount: number, facts: Partial<PaymentFacts> = {}) =>
  plantPayment(test.storage, { completedAt: seoul(at), amount, ...facts });

let lastRefund = 0;
const refund = (at: string | null, amount: number) => {
  lastRefund += 1;
  const number = `elsewhere-${String(lastRefund)}`;
  return { refundNo: number, amount, reason: null, at: at && seoul(at), done: true };
};

const nothing = { payments: 0, paid: 0, refunds: 0, refunded: 0, net: 0 };

const moneyOf = ({ payments, paid, refunds, refunded, net }: Overview['span']) => ({
  ...{ payments, paid, refunds, refunded, net },
});

describe('an empty shop', () =>
  it('has thirty days, twenty-four hours and two methods with zeros, and no rate', async () => {
    const figures = await read();
    expect(figures).toMatchObject({
      asOf: NOW,
      from: '2026-10-26',
      to: '2026-11-24',
      firstDay: null,
      today: nothing,
      span: nothing,
      refundRate: null,
      undated: { refunds: 0, refunded: 0 },
      unknowns: { settled: 0, medianMs: null, p90Ms: null, longestMs: null, open: 0 },
    });
    expect(figures.days.map(({ day }) => day).slice(-3)).toEqual([
      '2026-11-22',
      '2026-11-23',
      '2026-11-24',
    ]);
    expect(figures.days).toHaveLength(30);
    expect(figures.days.every((day) => day.net === 0 && day.payments === 0)).toBe(true);
    expect(figures.byHour.map(({ hour }) => hour)).toEqual(Array.from({ length: 24 }, (_, n) => n));
    expect(figures.byMethod).toEqual([
      { method: 'TOSS_MONEY', ...nothing },
      { method: 'CARD', ...nothing },
    ]);
  }));

describe('a day', () => {
  it('starts and ends at midnight in Seoul', async () => {
    await paid('11-22 23:59:59', 1);
    await paid('11-23 00:00:00', 10);
    await paid('11-23 23:59:59', 100);
    await paid('11-24 00:00:00', 1000);
    const { days, span, byHour, today } = await read({ from: '2026-11-22' });
    expect(days.map(({ day, paid: won }) => [day, won])).toEqual([
      ['2026-11-22', 1],
      ['2026-11-23', 110],
      ['2026-11-24', 1000],
    ]);
    expect(span.paid).toBe(1111);
    expect(today.paid).toBe(1000);
    expect(byHour.filter(({ payments }) => payments > 0)).toMatchObject([
      { hour: 0, payments: 2, paid: 1010 },
      { hour: 23, payments: 2, paid: 101 },
    ]);
    expect((await read({ from: '2026-11-23', to: '2026-11-23' })).span).toMatchObject({
      ...{ payments: 2, paid: 110, net: 110 },
      before: { payments: 1, paid: 1 },
    });
  });

  it('includes a refund when it was made, not when its payment was', async () => {
    await paid('11-20 12:00:00', 9000, {
      status: 'REFUND_SUCCESS',
      payMethod: 'CARD',
      refunds: [refund('11-20 23:59:59', 500), refund('11-21 00:00:00', 700)],
    });
    const { days, span, byMethod, byHour } = await read({ from: '2026-11-20', to: '2026-11-21' });
    expect(days).toEqual([
      { day: '2026-11-20', payments: 1, paid: 9000, refunds: 1, refunded: 500, net: 8500 },
      { day: '2026-11-21', payments: 0, paid: 0, refunds: 1, refunded: 700, net: -700 },
    ]);
    expect(moneyOf(span)).toEqual({
      ...{ payments: 1, paid: 9000, refunds: 2, refunded: 1200, net: 7800 },
    });
    expect(byMethod).toMatchObject([
      { method: 'TOSS_MONEY', ...nothing },
      { method: 'CARD', paid: 9000, refunded: 1200 },
    ]);
    expect(byHour[0]).toMatchObject({ refunds: 1, refunded: 700 });
    expect((await read({ from: '2026-11-21', to: '2026-11-21' })).refundRate).toBeNull();
    expect((await read({ from: '2026-11-20', to: '2026-11-20' })).refundRate).toBe(500 / 9000);
  });

  it('excludes unpaid payments, and says where the method is unknown', async () => {
    await paid('11-24 09:00:00', 3000, { payMethod: null });
    await paid('11-24 09:00:00', 4000, { status: 'PAY_STANDBY', completedAt: null });
    await paid('11-24 09:00:00', 5000, { status: 'PAY_CANCEL' });
    const { byMethod, today } = await read();
    expect(today).toMatchObject({ payments: 1, paid: 3000 });
    expect(byMethod.at(-1)).toMatchObject({ method: null, payments: 1, paid: 3000 });
  });
});

describe('the comparison', () => {
  it('covers as much time as has passed: yesterday until now, not all of yesterday', async () => {
    await paid('11-23 14:29:59', 100);
    await paid('11-23 14:30:00', 10_000);
    await paid('11-24 14:00:00', 300);
    const { today, span } = await read({ days: 1 });
    expect(today).toMatchObject({
      paid: 300,
      before: {
        ...{ payments: 1, paid: 100 },
        from: seoul('11-23 00:00:00'),
        to: seoul('11-23 14:30:00'),
      },
    });
    expect(span).toEqual(today);
  });

  it('covers as many days before, completely where the range is over', async () => {
    await paid('11-18 23:59:59', 5);
    await paid('11-18 00:00:00', 50);
    await paid('11-17 23:59:59', 500);
    const { span } = await read({ from: '2026-11-20', to: '2026-11-21' });
    expect(span.before).toMatchObject({
      ...{ payments: 2, paid: 55 },
      from: seoul('11-18 00:00:00'),
      to: seoul('11-20 00:00:00'),
    });
    expect((await read()).firstDay).toBe('2026-11-17');
  });
});

describe('a refund whose time Toss does not give', () =>
  it('is shown separately and in no sum', async () => {
    await paid('11-20 12:00:00', 9000, {
      status: 'REFUND_SUCCESS',
      refunds: [refund(null, 800), refund('11-20 13:00:00', 20)],
    });
    const { undated, span } = await read();
    expect(undated).toEqual({ refunds: 1, refunded: 800 });
    expect(span).toMatchObject({ refunds: 1, refunded: 20 });
    expect((await read({ to: '2026-11-20' })).undated).toEqual({ refunds: 0, refunded: 0 });
  }));

describe('more rows than a batch has', () => {
  it('add up all the same, also where all have the same time', async () => {
    const write = test.storage.transact(function* () {
      const row =
        prepare(`INSERT INTO payment (pay_token, order_no, status, amount, taxable, vat, tax_free,
           service_fee, parts_told, pay_method, product_desc, created_at, completed_at, changed_at,
           observed_at, observed_by, asked_at)
         VALUES (@token, @token, 'PAY_COMPLETE', 7, 7, 0, 0, 0, 1, 'CARD', '', @at, @at, @at, @at,
           'status', @at)`);
      for (let n = 0; n < 1500; n += 1) {
        yield* row.run({
          token: `spread-${String(n)}`,
          at: new Date(Date.parse(NOW) - n * 977).toISOString(),
        });
        yield* row.run({ token: `at-once-${String(n)}`, at: seoul('11-23 09:00:00') });
      }
    });
    await write;
    const { span, days } = await read({ days: 2 });
    expect(span).toMatchObject({ payments: 3000, paid: 21_000 });
    expect(days.map(({ payments }) => payments)).toEqual([1500, 1500]);
  });

  it('are read as they were at the start', async () => {
    await paid('11-24 09:00:00', 100);
    const begun = read();
    await paid('11-24 09:30:00', 100);
    expect((await begun).span.payments).toBe(1);
    expect((await read()).span.payments).toBe(2);
  });
});

describe('outcomes that were unclear', () => {
  /** A refund that was requested, was unknown from `since` on, and ended in `state`. */
  async function spell(askedAt: string, since: string | null, state: OperationState, end?: string) {
    const payToken = await paid('11-01 12:00:00', 35_000);
    await test.storage.transact(function* () {
      const row = rawRefund(payToken, { created_at: seoul(askedAt) });
      yield* insertRaw(row);
      const id = String(row['id']);
      yield* walkTo(id, state);
      yield* prepare('UPDATE operation SET ended_at = ? WHERE id = ?').run(
        end === undefined ? null : seoul(end),
        id,
      );
      const told = { type: 'operation', source: 'status', pay_token: payToken } as const;
      const event = { ...told, operation_id: id };
      if (since === null) return;
      for (const [at, to] of [
        [seoul(since), 'unknown'],
        [seoul('11-24 14:00:00'), 'pending'],
        [seoul('11-24 14:10:00'), 'unknown'],
      ] as const) {
        yield* appendEvent({ ...event, at, what: 'operation-unclear', state: to });
      }
    });
  }

  it('are counted by the time since they first were', async () => {
    const ended: [since: string, end: string][] = [
      ['11-20 10:00:00', '11-20 10:00:05'],
      ['11-20 11:00:00', '11-20 11:00:10'],
      ['11-20 12:00:00', '11-20 12:01:00'],
      ['11-20 13:00:00', '11-20 14:00:00'],
    ];
    for (const [since, end] of ended) await spell(since, since, 'succeeded', end);
    await spell('11-20 15:00:00', null, 'succeeded', '11-20 16:00:00');
    await spell('11-24 13:00:00', '11-24 13:00:40', 'needs_review');
    expect((await read()).unknowns).toEqual({
      ...{ settled: 4, medianMs: 10_000, p90Ms: 3_600_000, longestMs: 3_600_000 },
      open: 1,
    });
  });

  it('count on the day of their request; open ones always count', async () => {
    await spell('11-20 23:59:59', '11-21 00:00:10', 'failed', '11-21 00:00:20');
    await spell('10-01 12:00:00', '10-01 12:00:10', 'absent');
    const on = async (day: string) => (await read({ from: day, to: day })).unknowns;
    expect(await on('2026-11-20')).toMatchObject({ settled: 1, longestMs: 10_000, open: 1 });
    expect(await on('2026-11-21')).toMatchObject({ settled: 0, longestMs: null, open: 1 });
  });
});
