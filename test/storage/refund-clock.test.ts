/** The list by the day of refunds: whose they are, in which order, and their sums alone. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pagePayments, type PaymentSort } from '../../server/storage/payment-list.ts';
import { canUseTally } from '../../server/storage/payment-conditions.ts';
import { summarizePayments } from '../../server/storage/payment-sums.ts';
import type { PaymentFilter } from '../../shared/api.ts';
import { isPaid, type Payment } from '../../shared/payment.ts';
import {
  insertRaw,
  insertRow,
  plantPayment,
  rawRefund,
  openOn,
  type TestStorage,
} from '../support/open-test-storage.ts';
import { describeOnEachEngine } from '../support/each-engine.ts';
import { prepare } from '../../server/storage/statement.ts';

let test: TestStorage;

interface Refund {
  payToken: string;
  amount: number;
  at: string;
  isOwn: boolean;
}
const refunds: Refund[] = [];
const byToken = new Map<string, Payment>();

/** November begins in Seoul. */
const NOVEMBER = Date.parse('2026-10-31T15:00:00.000Z');
const at = (ms: number) => new Date(NOVEMBER + ms).toISOString();
const HOUR = 3_600_000;

/** A refund that the desk made, as a move to `succeeded` books it. */
async function bookOwn(payToken: string, orderNo: string, refund: { amount: number; at: string }) {
  await test.storage.transact(function* () {
    const seen = prepare('SELECT refunded FROM payment WHERE pay_token = ?');
    const { id } = yield* insertRaw(
      rawRefund(payToken, {
        ...{ amount: 1100, taxable: 1000, vat: 100, order_no: orderNo },
        seen_refunded: (yield* seen.value(payToken)) as number,
      }),
    );
    yield* insertRow('payment_refund', {
      ...{ pay_token: payToken, refund_no: id, amount: refund.amount, origin: 'desk' },
      ...{ refunded_at: refund.at, first_seen_at: refund.at, operation_id: id },
    });
    yield* prepare(`UPDATE payment SET refunded = refunded + 1100, own_taxable = 1000, own_vat = 100
          WHERE pay_token = ?`).run(payToken);
  });
}

function allPages(filter: PaymentFilter, sort: PaymentSort, limit: number): Payment[] {
  const items: Payment[] = [];
  let cursor: string | undefined;
  do {
    const found = test.storage.read(pagePayments({ filter, sort, cursor, limit }));
    if (found === null) throw new Error('our own cursor was refused');
    items.push(...found.items.map((text) => JSON.parse(text) as Payment));
    cursor = found.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return items;
}

const spans: [string, PaymentFilter][] = [
  ['all', {}],
  ['October', { from: at(-31 * 24 * HOUR), to: at(0) }],
  ['November', { from: '2026-11-01T00:00:00+09:00', to: '2026-12-01T00:00:00+09:00' }],
  ['from a day on', { from: at(48 * HOUR) }],
  ['until a day', { to: at(-24 * HOUR) }],
  ['cards in November', { from: at(0), method: 'CARD' }],
  ['a search in October', { to: at(0), q: 'clock-1' }],
  ['exempt', { tax: 'exempt' }],
];

describeOnEachEngine((engine) => {
  beforeAll(async () => {
    test = openOn(engine);
    refunds.length = 0;
    byToken.clear();
    for (let n = 0; n < 40; n += 1) {
      const paidAt = at((n - 30) * 12 * HOUR);
      // Each third has two refunds, one a millisecond before midnight or at it, and one days later.
      const made = [
        { amount: 1100, at: at(n % 2 === 0 ? -1 : 0) },
        { amount: 500 + n, at: at((n - 10) * 24 * HOUR) },
      ].slice(0, n % 3);
      const isOwn = n % 2 === 0 && made.length > 0;
      const outside = isOwn ? made.slice(1) : made;
      const payToken = await plantPayment(test.storage, {
        orderNo: `clock-${String(n)}`,
        completedAt: paidAt,
        createdAt: paidAt,
        status: made.length === 0 ? 'PAY_COMPLETE' : 'REFUND_SUCCESS',
        payMethod: n % 5 === 0 ? 'CARD' : 'TOSS_MONEY',
        refunds: outside.map((refund, index) => ({
          refundNo: `out-${String(n)}-${String(index)}`,
          ...{ reason: null, done: true, ...refund },
        })),
      });
      if (isOwn) await bookOwn(payToken, `clock-${String(n)}`, made[0]!);
      made.forEach((refund, index) =>
        refunds.push({ payToken, ...refund, isOwn: isOwn && index === 0 }),
      );
    }
    for (const payment of allPages({}, '-changed', 200)) byToken.set(payment.payToken, payment);
  });

  afterAll(() => test.close());

  describe.each(spans)('%s', (_name, given) => {
    const filter: PaymentFilter = { ...given, clock: 'refunded' };
    const iso = (instant: string | undefined) =>
      instant === undefined ? undefined : new Date(instant).toISOString();
    const within = () =>
      refunds.filter(({ payToken, at: time }) => {
        const { payMethod, orderNo, parts } = byToken.get(payToken)!;
        return (
          time >= (iso(given.from) ?? '') &&
          time < (iso(given.to) ?? '9') &&
          (given.method === undefined || given.method === payMethod) &&
          orderNo.includes(given.q ?? '') &&
          (given.tax === undefined || parts.taxable.paid === 0)
        );
      });

    it('has the payments with a refund in it once, the latest refund first', () => {
      const latest = new Map<string, string>();
      for (const { payToken, at: time } of within()) {
        if (time > (latest.get(payToken) ?? '')) latest.set(payToken, time);
      }
      const expected = [...latest]
        .toSorted(([a, x], [b, y]) => (x === y ? (a < b ? 1 : -1) : x < y ? 1 : -1))
        .map(([payToken]) => payToken);
      for (const limit of [1, 3, 200]) {
        const found = allPages(filter, '-refunded', limit).map(({ payToken }) => payToken);
        expect(found).toEqual(expected);
      }
      for (const sort of ['-changed', '-completed', '-amount'] as const) {
        const found = allPages(filter, sort, 7).map(({ payToken }) => payToken);
        expect(found.toSorted(), sort).toEqual(expected.toSorted());
      }
    });

    it('sums the refunds of it alone, per part, those made elsewhere apart', () => {
      const sums = test.storage.read(summarizePayments(filter));
      const sum = (fits: (refund: Refund) => boolean) =>
        within()
          .filter(fits)
          .reduce((total, { amount }) => total + amount, 0);
      const own = within().filter(({ isOwn }) => isOwn).length;
      const parts = { taxable: own * 1000, vat: own * 100, taxFree: 0, serviceFee: 0 };
      const none = { taxable: 0, vat: 0, taxFree: 0, serviceFee: 0 };
      expect(canUseTally(filter)).toBe(false);
      expect(sums).toMatchObject({
        count: new Set(within().map(({ payToken }) => payToken)).size,
        paid: 0,
        refunded: sum(() => true),
        net: 0 - sum(() => true),
      });
      expect(sums.tax).toMatchObject({
        paid: none,
        refunded: parts,
        refundedUnknown: sum(({ isOwn }) => !isOwn),
      });
      expect(Object.keys(sums.byStatus).every(isPaid)).toBe(true);
    });
  });

  it('distinguishes something: only one of the spans has nothing', () => {
    const counts = spans.map(
      ([, given]) => test.storage.read(summarizePayments({ ...given, clock: 'refunded' })).count,
    );
    expect(counts.filter((count) => count === 0)).toHaveLength(1);
    expect(new Set(counts).size).toBeGreaterThan(4);
  });
});
