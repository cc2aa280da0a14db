import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PaymentFilter } from '../../shared/api.ts';
import { isPaid, payStatuses, type Payment } from '../../shared/payment.ts';
import { noParts, type Parts, type TaxPart } from '../../shared/tax-split.ts';
import { pagePayments, type PaymentSort } from '../../server/storage/payment-list.ts';
import { summarizePayments } from '../../server/storage/payment-sums.ts';
import {
  insertRaw,
  observeFacts,
  paidFacts,
  plantPayment,
  rawRefund,
  openOn,
  type TestStorage,
} from '../support/open-test-storage.ts';
import { describeOnEachEngine } from '../support/each-engine.ts';

let test: TestStorage;
let everything: Payment[] = [];

const minute = (n: number) => new Date(Date.UTC(2026, 2, 1, 0, n)).toISOString();

function page(
  filter: PaymentFilter = {},
  options: { sort?: PaymentSort; cursor?: string; limit?: number } = {},
) {
  const { sort = '-changed', cursor, limit = 200 } = options;
  const found = test.storage.read(pagePayments({ filter, sort, cursor, limit }));
  if (found === null) return null;
  return { ...found, items: found.items.map((text) => JSON.parse(text) as Payment) };
}

function allPages(filter: PaymentFilter, sort: PaymentSort, limit: number): Payment[] {
  const items: Payment[] = [];
  let cursor: string | undefined;
  do {
    const found = page(filter, { sort, limit, ...(cursor !== undefined && { cursor }) });
    if (found === null) throw new Error('our own cursor was refused');
    items.push(...found.items);
    cursor = found.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return items;
}

const partsOf = (items: readonly Payment[], which: 'paid' | 'refunded'): Parts => {
  const won = (part: TaxPart) => items.reduce((sum, { parts }) => sum + parts[part][which], 0);
  return {
    taxable: won('taxable'),
    vat: won('vat'),
    taxFree: won('taxFree'),
    serviceFee: won('serviceFee'),
  };
};

const tokens = (items: readonly Payment[]) => items.map((item) => item.payToken);

describeOnEachEngine((engine) => {
  beforeAll(async () => {
    test = openOn(engine);
    // 90 payments with many ties: three to a minute, five amounts, all nine states.
    for (let n = 0; n < 90; n += 1) {
      const status = payStatuses[n % 9] ?? 'PAY_COMPLETE';
      const amount = [1000, 5000, 5000, 20_000, 9_999_999][n % 5] ?? 1000;
      // 과세, 비과세 and 복합.
      const tax = (['exempt', 'single', 'mixed', 'single'] as const)[n % 4] ?? 'single';
      const refundedWon = status.includes('REFUND_') && n % 2 === 1 ? amount : 500;
      const hasRefund = ['REFUND_SUCCESS', 'SETTLEMENT_REFUND_COMPLETE'].includes(status);
      const at = minute(Math.floor(n / 3));
      await observeFacts(
        test.storage,
        paidFacts({
          status,
          amount,
          payMethod: n % 3 === 0 ? 'CARD' : 'TOSS_MONEY',
          createdAt: at,
          completedAt: isPaid(status) ? at : null,
          canceledAt: status === 'PAY_CANCEL' ? at : null,
          orderNo: `shop-${String(n % 10)}-${String(n)}`,
          productDesc:
            n === 7 ? '100% 할인_가방' : n === 8 ? '100개 할인 가방' : `상품 ${String(n)}`,
          ...(tax === 'exempt' && {
            parts: { taxable: 0, vat: 0, taxFree: amount - 1, serviceFee: 1 },
          }),
          ...(tax === 'mixed' && {
            parts: { taxable: 100, vat: 10, taxFree: amount - 110, serviceFee: 0 },
          }),
          refunds: hasRefund
            ? [
                {
                  refundNo: `refund-${String(n)}`,
                  amount: refundedWon,
                  reason: null,
                  at,
                  done: true,
                },
              ]
            : [],
        }),
      );
    }
    everything = allPages({}, '-changed', 200);
  });

  afterAll(() => test.close());

  describe('pages by keyset', () => {
    const sorts: [PaymentSort, (item: Payment) => string | number][] = [
      ['-changed', (item) => item.changedAt],
      ['-created', (item) => item.createdAt],
      ['-completed', (item) => item.completedAt ?? ''],
      ['-amount', (item) => item.amount],
    ];

    it.each(sorts)('by %s are complete, without duplicates, in order, over ties', (sort, keyOf) => {
      const expected = everything.toSorted((a, b) => {
        const [x, y] = [keyOf(a), keyOf(b)];
        if (x !== y) return x < y ? 1 : -1;
        return a.payToken < b.payToken ? 1 : -1;
      });
      expect(expected.length).toBeGreaterThan(40);
      for (const limit of [1, 2, 7, 89, 90, 91]) {
        expect(tokens(allPages({}, sort, limit)), `limit ${String(limit)}`).toEqual(
          tokens(expected),
        );
      }
    });

    it('say exactly at the end that there is no more', () => {
      expect(page({}, { limit: 90 })?.nextCursor).toBeNull();
      expect(page({}, { limit: 89 })?.nextCursor).not.toBeNull();
      expect(page({ q: 'nothing has this' })).toEqual({ items: [], nextCursor: null });
    });

    it('stay the same while payments are added above', async () => {
      const first = page({}, { sort: '-created', limit: 30 });
      const before = allPages({}, '-created', 30);
      await plantPayment(test.storage, { createdAt: minute(500), orderNo: 'late-1' });
      const second = page({}, { sort: '-created', limit: 30, cursor: first?.nextCursor ?? '' });
      expect(tokens(second?.items ?? [])).toEqual(tokens(before.slice(30, 60)));
      everything = allPages({}, '-changed', 200);
    });

    it.each([
      ['nothing', ''],
      ['noise', '%%%'],
      ['no JSON', Buffer.from('[1,').toString('base64url')],
      ['an object', Buffer.from('{"a":1}').toString('base64url')],
      ['too short', Buffer.from('[1]').toString('base64url')],
      ['too long', Buffer.from('[1,"a","b"]').toString('base64url')],
      ['of the wrong types', Buffer.from('[null,"a"]').toString('base64url')],
      ['of the wrong types, too', Buffer.from('["a",1]').toString('base64url')],
      ['with SQL in it', Buffer.from('[{"x":"1) OR 1=1"},"a"]').toString('base64url')],
    ])('refuse a cursor that is %s', (_name, cursor) => expect(page({}, { cursor })).toBeNull());
  });

  describe('a filter', () => {
    const cases: [string, PaymentFilter, (item: Payment) => boolean][] = [
      ['by one status', { status: ['PAY_CANCEL'] }, (item) => item.status === 'PAY_CANCEL'],
      [
        'by several',
        { status: ['PAY_CANCEL', 'PAY_STANDBY'] },
        (item) => ['PAY_CANCEL', 'PAY_STANDBY'].includes(item.status),
      ],
      [
        'by the word of a chip',
        { status: ['partial'] },
        (item) => item.status === 'REFUND_SUCCESS' && item.remaining > 0,
      ],
      [
        'by several of them, and by one of Toss',
        { status: ['full', 'proposed', 'unclear', 'drift', 'PAY_CANCEL'] },
        (item) =>
          item.status === 'PAY_CANCEL' ||
          (item.status === 'REFUND_SUCCESS' && item.remaining === 0),
      ],
      ['by an empty list of them', { status: [] }, () => true],
      ['by method', { method: 'CARD' }, (item) => item.payMethod === 'CARD'],
      [
        'by time of creation, the end excluded',
        { clock: 'created', from: minute(3), to: minute(6) },
        (item) => item.createdAt >= minute(3) && item.createdAt < minute(6),
      ],
      [
        'by time of completion',
        { clock: 'completed', from: minute(3), to: minute(6) },
        (item) =>
          item.completedAt !== null &&
          item.completedAt >= minute(3) &&
          item.completedAt < minute(6),
      ],
      [
        'by time of change, in another zone',
        { from: '2026-03-01T09:10:00+09:00' },
        (item) => item.changedAt >= minute(10),
      ],
      ['by least amount', { amountMin: 5000 }, (item) => item.amount >= 5000],
      ['by most', { amountMax: 5000 }, (item) => item.amount <= 5000],
      [
        'by a span of amounts',
        { amountMin: 5000, amountMax: 5000 },
        (item) => item.amount === 5000,
      ],
      ['by no refund', { refunded: 'none' }, (item) => item.refunded === 0],
      [
        'by a partial one',
        { refunded: 'partial' },
        (item) => item.refunded > 0 && item.refunded < item.amount,
      ],
      ['by a full one', { refunded: 'full' }, (item) => item.refunded > 0 && item.remaining === 0],
      [
        'by what may be refunded',
        { refundable: true },
        (item) => ['PAY_COMPLETE', 'REFUND_SUCCESS'].includes(item.status) && item.remaining > 0,
      ],
      [
        'by what may not',
        { refundable: false },
        (item) => !(['PAY_COMPLETE', 'REFUND_SUCCESS'].includes(item.status) && item.remaining > 0),
      ],
      ['by exempt', { tax: 'exempt' }, (item) => item.parts.serviceFee.paid > 0],
      [
        'by 복합',
        { tax: 'combined' },
        (item) => item.parts.taxFree.paid > 0 && item.parts.taxable.paid > 0,
      ],
      // As saved views and shared addresses of release 0.1.0 mean it.
      [
        'by all that is not purely taxed',
        { tax: 'mixed' },
        (item) => item.parts.taxFree.paid + item.parts.serviceFee.paid > 0,
      ],
      ['by single tax', { tax: 'single' }, (item) => item.parts.taxFree.paid === 0],
      ['by no drift', { drift: false }, () => true],
      [
        'by several things at once',
        { method: 'CARD', amountMin: 2000, status: ['PAY_COMPLETE', 'REFUND_SUCCESS'] },
        (item) =>
          item.payMethod === 'CARD' &&
          item.amount >= 2000 &&
          ['PAY_COMPLETE', 'REFUND_SUCCESS'].includes(item.status),
      ],
    ];

    it.each(cases)(
      '%s finds exactly those, and the summary equals a recount',
      (_name, filter, fits) => {
        const expected = everything.filter(fits);
        expect(tokens(allPages(filter, '-changed', 50))).toEqual(tokens(expected));
        const byStatus: Record<string, number> = {};
        for (const item of expected) byStatus[item.status] = (byStatus[item.status] ?? 0) + 1;
        const sum = (won: (item: Payment) => number) =>
          expected.reduce((total, item) => total + won(item), 0);
        const paid = sum((item) => (isPaid(item.status) ? item.amount : 0));
        const refunded = sum((item) => item.refunded);
        const paidParts = partsOf(
          expected.filter(({ status }) => isPaid(status)),
          'paid',
        );
        expect(test.storage.read(summarizePayments(filter))).toEqual({
          count: expected.length,
          paid,
          refunded,
          net: paid - refunded,
          transferred: 0,
          byStatus,
          tax: {
            paid: paidParts,
            // All of them were made elsewhere, so their parts are not known.
            refunded: noParts,
            refundedUnknown: refunded,
            net: paidParts,
            withoutVat: { count: 0, won: 0 },
          },
        });
      },
    );

    /** For every field of the filter, values that some of the payments match and others don't. */
    const values: { [Key in keyof PaymentFilter]-?: NonNullable<PaymentFilter[Key]>[] } = {
      status: [['PAY_COMPLETE', 'REFUND_SUCCESS'], ['partial', 'PAY_STANDBY'], []],
      method: ['CARD'],
      clock: ['completed', 'created', 'refunded'],
      from: [minute(5), '2026-03-01T00:00:00+09:00'],
      to: [minute(20), '2026-03-02T00:00:00+09:00'],
      amountMin: [5000],
      amountMax: [5000],
      refunded: ['none', 'partial', 'full'],
      refundable: [true, false],
      tax: ['mixed', 'single', 'exempt', 'combined'],
      drift: [true, false],
      staff: ['somebody'],
      q: ['shop-3', '할인'],
    };
    const fields: PaymentFilter[] = Object.entries(values).flatMap(([field, given]) =>
      given.map((value) => ({ [field]: value })),
    );

    it('by any field, alone or with another one, has the sums of what it lists', () => {
      const refused = new Set<string>();
      for (const filter of fields.flatMap((one) => fields.map((other) => ({ ...one, ...other })))) {
        const listed = allPages(filter, '-changed', 200);
        const sum = (won: (item: Payment) => number) =>
          listed.reduce((total, item) => total + won(item), 0);
        expect(test.storage.read(summarizePayments(filter)), JSON.stringify(filter)).toMatchObject({
          count: listed.length,
          paid: sum((item) =>
            isPaid(item.status) && filter.clock !== 'refunded' ? item.amount : 0,
          ),
          // Each has one refund at most, so what is listed by its time was refunded in the span.
          refunded: sum((item) => item.refunded),
        });
        const names = Object.keys(filter);
        if (listed.length < everything.length) names.forEach((name) => refused.add(name));
      }
      expect([...refused].toSorted()).toEqual(Object.keys(values).toSorted());
    });

    it('is tested with matches: no case above finds nothing', () => {
      for (const [name, , fits] of cases) expect(everything.some(fits), name).toBe(true);
    });
  });

  describe('a search', () => {
    const find = (q: string) => tokens(page({ q })?.items ?? []).toSorted();
    const those = (fits: (item: Payment) => boolean) => tokens(everything.filter(fits)).toSorted();

    it('finds an order number, whole or by its beginning', () => {
      expect(find('shop-3-43')).toEqual(those((item) => item.orderNo === 'shop-3-43'));
      expect(find('shop-3-43')).toHaveLength(1);
      expect(find('shop-3-')).toEqual(those((item) => item.orderNo.startsWith('shop-3-')));
      expect(find('shop-3-')).toHaveLength(9);
      expect(find('3-43')).toEqual(those((item) => item.orderNo === 'shop-3-43'));
      expect(find('p-9')).toEqual(those((item) => item.orderNo.includes('p-9')));
      expect(find('-9')).toEqual(those((item) => item.orderNo.includes('-9')));
      expect(find('9')).toEqual(
        those(({ orderNo, productDesc }) => `${orderNo} ${productDesc}`.includes('9')),
      );
    });

    it('finds a payToken', () => {
      const payToken = everything[4]?.payToken ?? '';
      expect(find(payToken)).toEqual([payToken]);
    });

    it('finds the number of a refund, also of an operation', async () => {
      expect(find('refund-6')).toEqual(those((item) => item.orderNo === 'shop-6-6'));
      const payToken = everything.find((item) => item.status === 'PAY_COMPLETE')?.payToken ?? '';
      const orderNo = everything.find((item) => item.payToken === payToken)?.orderNo ?? '';
      const amount = { amount: 1, taxable: 1, vat: 0, order_no: orderNo };
      const isTaxed =
        (everything.find((item) => item.payToken === payToken)?.parts.taxable.paid ?? 0) > 0;
      const parts = isTaxed ? {} : { taxable: 0, tax_free: 1 };
      const { id } = await test.storage.transact(() =>
        insertRaw(rawRefund(payToken, { ...amount, ...parts })),
      );
      expect(find(String(id))).toEqual([payToken]);
    });

    it('finds words of the description, and escapes LIKE wildcards', () => {
      expect(find('할인')).toEqual(those((item) => item.productDesc.includes('할인')));
      expect(find('할인')).toHaveLength(2);
      expect(find('100%')).toEqual(those((item) => item.productDesc.includes('100%')));
      expect(find('할인_가')).toEqual(those((item) => item.productDesc.includes('할인_가')));
      expect(find('할인_가')).toHaveLength(1);
      expect(find('\\')).toEqual([]);
      expect(find("'; DROP TABLE payment; --")).toEqual([]);
    });

    it('for an empty text is no filter', () => expect(find('')).toHaveLength(everything.length));

    it('narrows a filter', () => {
      const found = tokens(page({ q: 'shop-3-', status: ['PAY_CANCEL'] })?.items ?? []);
      expect(found.toSorted()).toEqual(
        those((item) => item.orderNo.startsWith('shop-3-') && item.status === 'PAY_CANCEL'),
      );
    });
  });
});
