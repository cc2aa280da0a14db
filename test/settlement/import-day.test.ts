/** Days of the sandbox's settlement, imported and matched with the books. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readPayment, readUnmatched } from '../../server/settlement/read-day.ts';
import { appendRate, appendRule } from '../../server/storage/settlement-figures.ts';
import { spoiltPages } from './spoilt-pages.ts';
import { inMay, may, openSettlementBench, type SettlementBench } from './settlement-bench.ts';
import { prepare, twice } from '../../server/storage/statement.ts';

let bench: SettlementBench;
beforeEach(() => {
  bench = openSettlementBench();
  bench.at(5, '14:30:00');
});
afterEach(() => bench.close());

const enterRates = (to: SettlementBench) =>
  to.deps.storage.transact(function* () {
    const by = { at: inMay(1), staff_id: 'm', staff_name: 'm' };
    const rate = { method: 'TOSS_MONEY' as const, rate_bp: 300, valid_from: may(1) };
    yield* appendRate({ ...rate, ...by });
    yield* appendRule({ rule: 'proportional', ...by });
  });

const missing = () => bench.rows('SELECT kind, expected_on FROM settlement_missing');

describe('a day that is whole', () => {
  it('has a line per payment and refund, matched and summed up by payout day', async () => {
    await bench.paid();
    await bench.paid({ amount: 33_000 }, { amount: 3000, at: inMay(4, '13:00:00') });
    expect(await bench.import('SETTLE', 4)).toBe(null);
    expect(bench.lines('type, amount, fee, vat, settle_day, due_day, state')).toEqual(
      [
        ...[{ type: 'PAY', amount: 10_000, fee: -160, vat: -16 }],
        ...[{ type: 'PAY', amount: 33_000, fee: -528, vat: -53 }],
        ...[{ type: 'REFUND', amount: -3000, fee: 0, vat: 0 }],
      ].map((line) => ({ ...line, settle_day: may(4), due_day: may(5), state: 'matched' })),
    );
    expect(bench.rows('SELECT * FROM settlement_day WHERE lines > 0')).toEqual([
      {
        ...{ day: may(5), lines: 3, amount: 40_000, fee: -688, vat: -69, due_won: 39_243 },
        ...{ amount_differs: 0, not_in_books: 0, unknown_type: 0, fee_differs: 0 },
      },
    ]);
    expect(missing()).toEqual([]);
  });

  it('asked for again adds nothing; by payout day it is the same', async () => {
    await bench.paid();
    for (const dateType of ['SETTLE', 'SETTLE'] as const) await bench.import(dateType, 4);
    expect(await bench.import('DUE', 5)).toBe(null);
    expect(bench.rows('SELECT count(*) AS n FROM settlement_line')).toEqual([{ n: 1 }]);
  });

  it('may have more than a page', async () => {
    bench.options({ settlementPageSize: 2 });
    for (let order = 0; order < 5; order += 1) await bench.paid();
    expect(await bench.import('SETTLE', 4)).toBe(null);
    expect(bench.lines()).toHaveLength(5);
  });

  it('is never complete before 06:00, and payouts before 13:00', async () => {
    await bench.paid();
    bench.at(5, '05:59:59');
    expect(await bench.import('SETTLE', 4)).toBe('too-early');
    bench.at(5, '12:59:59');
    expect(await bench.import('DUE', 5)).toBe('too-early');
    expect(bench.calls).not.toContain('v2/settlement-details');
    expect(bench.lines()).toEqual([]);
  });
});

describe('a line that was corrected', () => {
  it('is a new version, and moves to its new payout day', async () => {
    const payToken = await bench.paid();
    await bench.import('SETTLE', 4);
    const [{ id } = {}] = bench.lines('transaction_id AS id');
    bench.plantLine({ transactionId: id, fee: -200, vat: -20, dueDate: '20260506' });
    bench.at(6, '07:00:00');
    expect(await bench.import('SETTLE', 4)).toBe(null);
    expect(bench.rows('SELECT version, fee, is_newest FROM settlement_line')).toEqual([
      { version: 1, fee: -160, is_newest: 0 },
      { version: 2, fee: -200, is_newest: 1 },
    ]);
    expect(bench.rows('SELECT day, lines, due_won FROM settlement_day ORDER BY day')).toEqual([
      { day: may(4), lines: 0, due_won: 0 },
      { day: may(5), lines: 0, due_won: 0 },
      { day: may(6), lines: 1, due_won: 9780 },
    ]);
    expect(payToken).not.toBe('');
  });

  it('is gone where Toss lists it no more, and back where it does again', async () => {
    await bench.paid();
    await bench.paid();
    await bench.import('SETTLE', 4);
    const [{ id } = {}] = bench.lines('transaction_id AS id');
    bench.plantLine({ transactionId: id, settleDate: '20260503' });
    await bench.import('SETTLE', 4);
    expect(bench.lines('version, is_gone')).toContainEqual({ version: 2, is_gone: 1 });
    expect(missing()).toEqual([{ kind: 'PAY', expected_on: may(5) }]);
    bench.plantLine({ transactionId: id, settleDate: '20260504' });
    await bench.import('SETTLE', 4);
    expect(bench.lines('version, is_gone')).toContainEqual({ version: 3, is_gone: 0 });
    expect(missing()).toEqual([]);
  });
});

/** As a person who takes refunds out of the books. */
const dropRefunds = () =>
  bench.deps.storage.transact(function* () {
    const drop = 'DROP TRIGGER payment_refund_no_delete';
    yield* prepare(twice(drop, `${drop} ON payment_refund`)).run();
    yield* prepare('DELETE FROM payment_refund').run();
  });

describe('beside the books', () => {
  it('a payment that the desk lacks is read at Toss and adopted', async () => {
    bench.paidUnknown();
    await bench.import('SETTLE', 4);
    expect(bench.lines()).toEqual([{ type: 'PAY', amount: 10_000, state: 'matched' }]);
  });

  it('a refund made elsewhere is found by its line, also of a payment of long ago', async () => {
    const payToken = bench.paidUnknown({
      ...{ createdAt: '2025-08-01T12:00:00+09:00', completedAt: '2025-08-01T12:01:00+09:00' },
    });
    await bench.read('v1', payToken);
    bench.at(4, '20:00:00');
    bench.refundElsewhere(payToken, 4000);
    bench.at(5, '07:00:00');
    await bench.import('SETTLE', 4);
    expect(bench.lines()).toEqual([{ type: 'REFUND', amount: -4000, state: 'matched' }]);
    expect(bench.rows('SELECT refunded, drift FROM payment')).toEqual([
      { refunded: 4000, drift: 'outside-refund' },
    ]);
  });

  it('refunds of the same amount are told apart by their time', async () => {
    const payToken = await bench.paid(
      {},
      { refundNo: 'late', amount: 1000, at: inMay(4, '15:00:00') },
      { refundNo: 'early', amount: 1000, at: inMay(4, '14:00:00') },
    );
    await bench.import('SETTLE', 4);
    expect(bench.lines('settled_at, refund_no, pay_token')).toEqual([
      { settled_at: expect.any(String), refund_no: null, pay_token: payToken },
      { settled_at: '2026-05-04T05:00:00.000Z', refund_no: 'early', pay_token: payToken },
      { settled_at: '2026-05-04T06:00:00.000Z', refund_no: 'late', pay_token: payToken },
    ]);
  });

  it('what has no line is missing from 14:00 of the next day on, not before', async () => {
    await bench.paid({ amount: 5000 }, { amount: 2000, at: inMay(4, '13:00:00') });
    await bench.paid();
    bench.options({ settlementLoadHour: 20 });
    bench.at(5, '07:00:00');
    expect(await bench.import('SETTLE', 4)).toBe(null);
    expect(missing()).toEqual([]);
    bench.paidUnknown({ completedAt: inMay(5), createdAt: inMay(5) });
    bench.at(5, '14:00:00');
    await bench.import('SETTLE', 4);
    // A test key without any line settles nothing.
    expect(missing()).toEqual([]);
    bench.plantLine({ transactionId: 'other', settleDate: '20260504', dueDate: '20260507' });
    await bench.import('SETTLE', 4);
    expect(
      missing()
        .map(({ kind }) => kind)
        .toSorted(),
    ).toEqual(['PAY', 'PAY', 'REFUND']);
    expect(new Set(missing().map(({ expected_on }) => expected_on))).toEqual(new Set([may(7)]));
    bench.at(5, '21:00:00');
    bench.plantLine({ transactionId: 'other', settleDate: '20260501' });
    await bench.import('SETTLE', 4);
    expect(missing()).toEqual([]);
  });

  it('a payment is charged once: a second line of it is in no books, whichever comes first', async () => {
    const payToken = await bench.paid();
    const twin = { payToken, orderNo: 'settled-1', amount: 10_000, settleDate: '20260504' };
    bench.plantLine({ transactionId: '0-twin', ...twin, dueDate: '20260505' });
    await bench.import('SETTLE', 4);
    const states = ['matched', 'not-in-books'];
    expect(bench.lines().map(({ state }) => state)).toEqual(states);
    await bench.import('SETTLE', 4);
    expect(bench.lines().map(({ state }) => state)).toEqual(states);
    expect(
      bench.deps.storage.read(readPayment(payToken))?.lines.map(({ own }) => own?.won ?? null),
    ).toEqual([null, 10_000]);
  });

  it('a refund that a person took out of the books stands without one', async () => {
    const payToken = await bench.paid({ amount: 9000 }, { amount: 4000, at: inMay(4, '13:00:00') });
    await enterRates(bench);
    await bench.import('SETTLE', 4);
    await dropRefunds();
    const [, refund] = bench.deps.storage.read(readPayment(payToken))?.lines ?? [];
    expect(refund).toMatchObject({ type: 'REFUND', own: null });
    expect(refund?.feeCheck).toMatchObject({ state: 'differs', wouldFitBp: null });
  });

  it('every line that waits is matched again, however many there are', async () => {
    const trade = { settleDate: '20260504', dueDate: '20260505', amount: 100, orderNo: 'x' };
    for (let line = 0; line < 201; line += 1) {
      bench.plantLine({ ...trade, transactionId: `w-${String(line)}`, transactionType: 'ETC' });
    }
    await bench.import('SETTLE', 4);
    bench.paidUnknown();
    await bench.import('SETTLE', 4);
    const [last] = bench.lines('state, type').toReversed();
    expect(last).toEqual({ type: 'PAY', state: 'matched' });
  });

  it('more unmatched lines than one answer shows are counted', async () => {
    const trade = { settleDate: '20260504', dueDate: '20260505', amount: 100, orderNo: 'x' };
    for (let line = 0; line < 503; line += 1) {
      bench.plantLine({ ...trade, transactionId: `u-${String(line)}`, transactionType: 'ETC' });
    }
    await bench.import('SETTLE', 4);
    const { lines } = bench.deps.storage.read(readUnmatched());
    expect([lines.items.length, lines.left]).toEqual([500, 3]);
  });

  it('every unknown payment is read in its turn, though Toss denies those before it', async () => {
    const trade = { settleDate: '20260504', dueDate: '20260505', amount: 100, orderNo: 'x' };
    for (let line = 0; line < 200; line += 1) {
      const name = `denied-${String(line)}`;
      bench.plantLine({ ...trade, transactionId: name, payToken: name });
    }
    await bench.import('SETTLE', 4);
    const payToken = bench.paidUnknown();
    await bench.import('SETTLE', 4);
    expect(bench.lines('pay_token, state').at(-1)).toEqual({
      pay_token: payToken,
      state: 'matched',
    });
  });

  it('a line that is told again is matched again: the books may have changed', async () => {
    await bench.paid({ amount: 9000 }, { amount: 4000, at: inMay(4, '13:00:00') });
    await bench.import('SETTLE', 4);
    await dropRefunds();
    bench.wire['status'] = () => ({ outcome: 'lost', failure: 'time-out' });
    await bench.import('SETTLE', 4);
    expect(bench.lines('type, state, version')).toEqual([
      { type: 'PAY', state: 'matched', version: 1 },
      { type: 'REFUND', state: 'not-in-books', version: 1 },
    ]);
    expect(bench.rows('SELECT not_in_books FROM settlement_day WHERE lines > 0')).toEqual([
      { not_in_books: 1 },
    ]);
  });

  it('another amount and another type are told', async () => {
    await bench.paid();
    await bench.import('SETTLE', 4);
    const [{ id } = {}] = bench.lines('transaction_id AS id');
    bench.plantLine({ transactionId: id, amount: 9000 });
    bench.plantLine({
      ...{ transactionId: 'fee-1', transactionType: 'FEE', amount: -300 },
      ...{ settleDate: '20260504', dueDate: '20260505' },
    });
    await bench.import('SETTLE', 4);
    expect(bench.lines()).toEqual([
      { type: 'PAY', amount: 9000, state: 'amount-differs' },
      { type: 'FEE', amount: -300, state: 'unknown-type' },
    ]);
  });

  it("a refund with a payment's signs, as in the sample, counts by its type", async () => {
    bench.options({ settlementRefundSign: 'as-sample' });
    await bench.paid({}, { amount: 10_000, at: inMay(4, '13:00:00') });
    await bench.import('SETTLE', 4);
    expect(bench.lines('type, amount, fee, sign_was_wrong, state')).toEqual([
      { type: 'PAY', amount: 10_000, fee: -160, sign_was_wrong: 0, state: 'matched' },
      { type: 'REFUND', amount: -10_000, fee: 160, sign_was_wrong: 1, state: 'matched' },
    ]);
  });

  it('a refund whose amount alone has the wrong sign keeps its fee as given back', async () => {
    const back = { transactionType: 'REFUND', amount: 4000, fee: 64, vat: 6 };
    bench.plantLine({ transactionId: 'r', ...back, settleDate: '20260504', dueDate: '20260505' });
    await bench.import('SETTLE', 4);
    expect(bench.lines('amount, fee, vat, sign_was_wrong')).toEqual([
      { amount: -4000, fee: 64, vat: 6, sign_was_wrong: 1 },
    ]);
  });

  it('a test key has no payout day and no fee', async () => {
    bench.options({ settlement: 'test' });
    await bench.paid();
    await bench.import('SETTLE', 4);
    expect(bench.lines('amount, fee, due_day, state, fee_state')).toEqual([
      { amount: 10_000, fee: 0, due_day: null, state: 'matched', fee_state: 'untold' },
    ]);
    expect(bench.rows('SELECT day, amount, due_won FROM settlement_day')).toEqual([
      { day: may(4), amount: 10_000, due_won: 0 },
    ]);
  });

  it('by time with a digit too many, by 4 business days, of a reseller', async () => {
    bench.options({ settleDateTimeDigits: 15, resellerShop: true });
    await bench.paid({ payMethod: 'CARD' }, { amount: 4000, at: inMay(4, '13:00:00') });
    await bench.import('SETTLE', 4);
    expect(bench.lines('method, due_day, state')).toEqual([
      { method: 'RESELLER_CARD', due_day: may(8), state: 'matched' },
      { method: 'RESELLER_CARD', due_day: may(8), state: 'matched' },
    ]);
  });
});

describe('a day that does not count', () => {
  it.each([['totals-change', { settlementTotals: 'own-after-first' }]] as const)(
    'by %s',
    async (fault, options) => {
      bench.options({ settlementPageSize: 2, ...options });
      for (let order = 0; order < 3; order += 1) await bench.paid();
      expect(await bench.import('SETTLE', 4)).toBe(fault);
      expect(bench.lines()).toEqual([]);
      expect(bench.rows('SELECT day, fault, page, lines FROM settlement_import')).toEqual([
        { day: may(4), fault, page: 2, lines: 0 },
      ]);
    },
  );

  it.each(spoiltPages)('by %s', async (fault, spoil, page) => {
    bench.options({ settlementPageSize: 2 });
    for (let order = 0; order < 3; order += 1) await bench.paid();
    const whole = bench.wire['v2/settlement-details'];
    const asked: unknown[] = [];
    bench.wire['v2/settlement-details'] = async (body) => {
      asked.push(body);
      const wire = await whole?.(body);
      if (wire === undefined || !('json' in wire)) throw new Error('no page');
      return spoil(structuredClone(wire.json) as never, asked.length);
    };
    expect(await bench.import('SETTLE', 4)).toBe(fault);
    expect(bench.lines()).toEqual([]);
    expect(bench.rows('SELECT fault, page FROM settlement_import')).toEqual([{ fault, page }]);
  });

  it('keeps what it was before', async () => {
    await bench.paid();
    await bench.import('SETTLE', 4);
    bench.options({ settlementTotals: 'own-after-first', settlementPageSize: 1 });
    await bench.paid();
    expect(await bench.import('SETTLE', 4)).toBe('totals-change');
    expect(bench.lines()).toHaveLength(1);
  });

  it('for lines that a payout day lacks', async () => {
    await bench.paid();
    await bench.import('SETTLE', 4);
    bench.options({ settlement: 'none' });
    expect(await bench.import('DUE', 5)).toBe('lacks-lines');
  });

  it('for a payment of another order', async () => {
    const payToken = await bench.paid();
    bench.plantLine({ transactionId: 'x', payToken, orderNo: 'other', settleDate: '20260504' });
    expect(await bench.import('SETTLE', 4)).toBe('other-shop');
    expect(bench.lines()).toEqual([]);
  });

  it('for payments of which the desk knows none, on a day with payments of its own', async () => {
    await bench.paid();
    const trade = { payToken: 'Foreign', orderNo: 'f', amount: 500, settleDate: '20260504' };
    const foreign = { transactionId: 'foreign', ...trade, dueDate: '20260505' };
    bench.plantLine(foreign);
    bench.options({ settlementLoadHour: 20 });
    expect(await bench.import('SETTLE', 4)).toBe('other-shop');
    expect(bench.lines()).toEqual([]);
    bench.options({ settlementLoadHour: 6 });
    expect(await bench.import('SETTLE', 4)).toBe(null);
    expect(bench.lines('state')).toEqual([{ state: 'matched' }, { state: 'not-in-books' }]);
  });

  it('for lines of test payments with a live key', async () => {
    bench.close();
    bench = openSettlementBench('live');
    bench.at(5, '14:30:00');
    bench.options({ settlement: 'test' });
    expect(await bench.import('SETTLE', 4)).toBe(null);
    await bench.paid();
    expect(await bench.import('SETTLE', 4)).toBe('other-mode');
  });
});
