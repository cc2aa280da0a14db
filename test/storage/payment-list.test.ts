/**
 * The list compared with a naive implementation: all payments as objects, filtered and sorted in
 * JavaScript, over far more payments than an index path may lead to.
 */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PaymentFilter } from '../../shared/api.ts';
import { startOfKstDay } from '../../shared/kst.ts';
import {
  isPaid,
  notInRows,
  payStatuses,
  type ListedPayment,
  type Payment,
} from '../../shared/payment.ts';
import { taxFilters, type TaxPart } from '../../shared/tax-split.ts';
import { paymentFromRow, type JoinedPaymentRow } from '../../server/storage/payment-from-row.ts';
import { pagePayments } from '../../server/storage/payment-list.ts';
import { shortestPath } from '../../server/storage/index-paths.ts';
import { conditionsOf } from '../../server/storage/payment-conditions.ts';
import { summarizePayments } from '../../server/storage/payment-sums.ts';
import { countWork } from '../../server/storage/work-counts.ts';
import { insertRaw, rawRefund, openOn, type TestStorage } from '../support/open-test-storage.ts';
import { describeOnEachEngine } from '../support/each-engine.ts';
import type { Unit } from '../../server/storage/unit.ts';
import { prepare } from '../../server/storage/statement.ts';

const PAYMENTS = 12_000;
/** Around Seoul midnight of many days, over a year. */
const at = (n: number) => new Date(Date.UTC(2026, 0, 1, 14, 30) + n * 43 * 60_000).toISOString();
const products = [
  '아메리카노',
  '아이스 커피',
  '커피빈 원두 "특"',
  'Green Tea',
  '100%_할인',
  '케이크 😀',
];

let test: TestStorage;
let everything: Payment[] = [];
const actedOnBy = new Map<string, Set<string>>();

/** Common states only long ago, rare ones always. */
const isOlder = (n: number, status: string) =>
  status === 'PAY_INVENTED' || (status === 'PAY_COMPLETE' && n < PAYMENTS / 2);

function* plant(): Unit<void> {
  const insert = prepare(`
    INSERT INTO payment (pay_token, order_no, status, amount, taxable, vat, tax_free, service_fee,
      parts_told, refunded, own_taxable, pay_method, product_desc, metadata, auto_execute,
      available_actions, drift, created_at, completed_at, canceled_at, changed_at, observed_at,
      observed_by, asked_at, quarantined)
    VALUES (@token, @orderNo, @status, @amount, @taxable, @vat, @taxFree, @fee, @told, @refunded,
      @ownTaxable, @method, @product, @metadata, @autoExecute, @actions, @drift, @created,
      @completed, @canceled, @changed, @changed, 'status', @changed, @quarantined)`);
  for (let n = 0; n < PAYMENTS; n += 1) {
    const status = n % 997 === 0 ? 'PAY_INVENTED' : (payStatuses[(n * 7) % 9] ?? 'PAY_COMPLETE');
    const amount = 1000 + ((n * 7919) % 90) * 500;
    const fee = n % 11 === 0 ? 100 : 0;
    // 과세, 복합 and 비과세; some have no VAT, as without a cash receipt.
    const taxFree = n % 10 === 5 ? amount - fee : n % 5 === 0 ? 500 : 0;
    const vat = n % 10 === 5 || n % 7 === 0 ? 0 : 40;
    const wasRefunded = status.includes('REFUND_') && n % 2 === 0;
    const refunded = wasRefunded ? (n % 3 === 0 ? amount : 300) : 0;
    yield* insert.run({
      ...{ token: `token-${String((n * 7907) % PAYMENTS).padStart(6, '0')}`, status, amount },
      orderNo: `A${String(n % 40).padStart(2, '0')}-${String(n)}`,
      ...{
        taxable: amount - taxFree - fee - vat,
        vat,
        taxFree,
        fee,
        told: n % 4 === 0 ? 1 : 0,
        refunded,
      },
      // Some of it was refunded outside of the desk, with estimated parts.
      ownTaxable: n % 4 === 0 || n % 10 === 5 ? 0 : Math.min(refunded, 300),
      method: n % 3 === 0 ? 'CARD' : n % 31 === 0 ? null : 'TOSS_MONEY',
      product: `${products[n % products.length] ?? ''}${n % 800 === 3 ? ' 드문 것' : ''}${
        isOlder(n, status) ? ' 예전 것' : ''
      }`,
      ...{ metadata: n % 9 === 0 ? '탁자 "3"\n창가' : null, autoExecute: [null, 0, 1][n % 3] },
      ...{ actions: n % 6 === 0 ? '["REFUND"]' : null, quarantined: n % 50 === 0 ? 1 : 0 },
      drift: n % 400 === 0 ? 'missing' : null,
      created: at(n),
      completed: isPaid(status) ? at(n + 1) : null,
      canceled: status === 'PAY_CANCEL' ? at(n + 2) : null,
      changed: at(n + ((n * 13) % 200)),
    });
  }
}

function* readEverything(): Unit<Payment[]> {
  const rows =
    (yield* prepare(`SELECT p.*, o.id AS open_id, o.kind AS open_kind, o.state AS open_state,
        o.amount AS open_amount, o.requested_by AS open_requested_by,
        o.requested_by_name AS open_requested_by_name, o.created_at AS open_created_at,
        o.sent_at AS open_sent_at, o.next_check_at AS open_next_check_at,
        o.send_after AS open_send_after
      FROM payment AS p LEFT JOIN operation AS o ON o.pay_token = p.pay_token`).all()) as JoinedPaymentRow[];
  return rows.map(paymentFromRow);
}

function fitsSpan(item: Payment, { clock = 'changed', from, to }: PaymentFilter): boolean {
  const time = { created: item.createdAt, completed: item.completedAt, changed: item.changedAt };
  if (from === undefined && to === undefined) return true;
  // `refund-clock.test.ts` has the list by the time of refunds.
  if (clock === 'refunded') throw new Error('no time of a payment');
  const is = time[clock];
  if (is === null) return false;
  return (from === undefined || is >= from) && (to === undefined || is < to);
}

function fitsMoney(item: Payment, filter: PaymentFilter): boolean {
  const { amountMin = 0, amountMax = Infinity, refunded, refundable, tax } = filter;
  const isTaxed = item.parts.taxable.paid > 0 || item.parts.vat.paid > 0;
  const isExempt = item.parts.taxFree.paid > 0 || item.parts.serviceFee.paid > 0;
  const kinds: readonly PaymentFilter['tax'][] = !isExempt
    ? ['single']
    : isTaxed
      ? ['combined', 'mixed']
      : ['exempt', 'mixed'];
  const may = ['PAY_COMPLETE', 'REFUND_SUCCESS'].includes(item.status) && item.remaining > 0;
  const howMuch = item.refunded === 0 ? 'none' : item.remaining > 0 ? 'partial' : 'full';
  return (
    item.amount >= amountMin &&
    item.amount <= amountMax &&
    (refunded === undefined || refunded === howMuch) &&
    (refundable === undefined || refundable === may) &&
    (tax === undefined || kinds.includes(tax))
  );
}

const hasNumber = (item: Payment, q: string) => item.payToken === q || item.orderNo.startsWith(q);
const numbers = new Map<string, boolean>();
function isNumber(q: string): boolean {
  const known = numbers.get(q);
  if (known !== undefined) return known;
  const is = q.length >= 4 && everything.some((item) => hasNumber(item, q));
  numbers.set(q, is);
  return is;
}

function fits(item: Payment, filter: PaymentFilter): boolean {
  const { status = [], method, drift, staff, q = '' } = filter;
  const texts = [item.orderNo, item.productDesc, item.metadata ?? ''];
  const words = texts.map((text) => text.toLowerCase());
  return (
    fitsSpan(item, filter) &&
    fitsMoney(item, filter) &&
    (status.length === 0 || status.includes(item.status)) &&
    (method === undefined || item.payMethod === method) &&
    (drift === undefined || (item.drift !== null) === drift) &&
    (staff === undefined || (actedOnBy.get(staff)?.has(item.payToken) ?? false)) &&
    (q === '' ||
      (isNumber(q) ? hasNumber(item, q) : words.some((text) => text.includes(q.toLowerCase()))))
  );
}

const sorts = ['-changed', '-created', '-completed', '-amount'] as const;
const keyOf: Record<(typeof sorts)[number], (item: Payment) => string | number> = {
  '-changed': (item) => item.changedAt,
  '-created': (item) => item.createdAt,
  '-completed': (item) => item.completedAt ?? '',
  '-amount': (item) => item.amount,
};

function sortedBy(sort: (typeof sorts)[number], items: readonly Payment[]): Payment[] {
  return items.toSorted((a, b) => {
    const [x, y] = [keyOf[sort](a), keyOf[sort](b)];
    if (x !== y) return x < y ? 1 : -1;
    return a.payToken < b.payToken ? 1 : -1;
  });
}

const instant = fc.integer({ min: -2000, max: PAYMENTS }).map(at);
const day = instant.map((time) => startOfKstDay(time));
const parts: { [Key in keyof PaymentFilter]-?: fc.Arbitrary<PaymentFilter[Key]> } = {
  status: fc.uniqueArray(fc.constantFrom<string>(...payStatuses, 'PAY_INVENTED'), {
    maxLength: 6,
  }),
  method: fc.constantFrom('CARD' as const, 'TOSS_MONEY' as const),
  clock: fc.constantFrom('created' as const, 'completed' as const, 'changed' as const),
  from: fc.oneof(instant, day),
  to: fc.oneof(instant, day),
  amountMin: fc.integer({ min: 1000, max: 46_000 }),
  amountMax: fc.integer({ min: 1000, max: 46_000 }),
  refunded: fc.constantFrom('none' as const, 'partial' as const, 'full' as const),
  refundable: fc.boolean(),
  tax: fc.constantFrom(...taxFilters),
  drift: fc.boolean(),
  staff: fc.constantFrom('staff-0', 'staff-1', 'nobody'),
  q: fc.constantFrom(
    ...['커피', '아이스', '드문', '것', 'A07', 'a07-', '-11', '"특"', '100%', '%_', '😀', 'tea'],
    ...['창가', '자 "3', '탁'],
    ...['없는 말', 'token-000007', '피빈 원', '9', 'A07-1', 'A1', '07-11'],
  ),
};
type Part = keyof typeof parts;
/** A few filters at a time: all together match nothing. */
const filters: fc.Arbitrary<PaymentFilter> = fc
  .uniqueArray(fc.constantFrom(...(Object.keys(parts) as Part[])), { maxLength: 4 })
  .chain((names) =>
    fc.record(Object.fromEntries(names.map((name) => [name, parts[name]])) as typeof parts),
  );

/** The fields of a payment in the list. */
function rowOf(payment: Payment): ListedPayment {
  const left: readonly string[] = notInRows();
  const kept = Object.entries(payment).filter(([name]) => !left.includes(name));
  const { parts, ...row } = Object.fromEntries(kept) as Payment;
  const paid = (part: TaxPart) => ({ paid: parts[part].paid });
  return {
    ...row,
    parts: {
      taxable: paid('taxable'),
      vat: paid('vat'),
      taxFree: paid('taxFree'),
      serviceFee: paid('serviceFee'),
    },
  };
}

describeOnEachEngine((engine) => {
  beforeAll(async () => {
    test = openOn(engine);
    await test.storage.transact(plant);
    const paid = test.storage
      .read(readEverything())
      .filter(({ status, refunded }) => status === 'PAY_COMPLETE' && refunded === 0);
    await test.storage.transact(function* () {
      for (const [n, { payToken, orderNo, parts }] of paid.slice(0, 60).entries()) {
        const staff = `staff-${String(n % 3)}`;
        const part = parts.taxable.paid > 0 ? { taxable: 10 } : { taxable: 0, tax_free: 10 };
        const won = { amount: 10, ...part, vat: 0, order_no: orderNo, requested_by: staff };
        yield* insertRaw(rawRefund(payToken, won));
        actedOnBy.set(staff, (actedOnBy.get(staff) ?? new Set()).add(payToken));
      }
    });
    // As its own daemon does a minute later; SQLite plans without.
    if (engine === 'postgres') test.db.script('ANALYZE');
    everything = test.storage.read(readEverything());
  });

  afterAll(() => test.close());

  describe('a page of any query', () => {
    it('has the matching rows, in order, as the detail has them', () => {
      let longest = 0;
      const asked = fc.record({
        filter: filters,
        sort: fc.constantFrom(...sorts),
        limit: fc.integer({ min: 1, max: 60 }),
      });
      fc.assert(
        fc.property(asked, ({ filter, sort, limit }) => {
          const expected = sortedBy(
            sort,
            everything.filter((item) => fits(item, filter)),
          );
          longest = Math.max(longest, expected.length);
          let cursor: string | undefined;
          for (
            let from = 0;
            from < Math.min(expected.length, 3 * limit) || from === 0;
            from += limit
          ) {
            const page = test.storage.read(pagePayments({ filter, sort, cursor, limit }));
            const items = page?.items.map((text) => JSON.parse(text) as Payment);
            expect(items).toEqual(expected.slice(from, from + limit));
            const isMore = expected.length > from + limit;
            expect(page?.nextCursor === null).toBe(!isMore);
            cursor = page?.nextCursor ?? undefined;
          }
          // However the page is found, the sums are of the same payments.
          const sum = (won: (item: Payment) => number) =>
            expected.reduce((total, item) => total + won(item), 0);
          expect(test.storage.read(summarizePayments(filter))).toMatchObject({
            count: expected.length,
            paid: sum((item) => (isPaid(item.status) ? item.amount : 0)),
            refunded: sum((item) => item.refunded),
          });
        }),
        { numRuns: 300, seed: 20_260_401 },
      );
      expect(longest).toBeGreaterThan(5000);
    }, 180_000);

    it('skips nothing where one of several states has its matches much further back', () => {
      const filter = { status: ['PAY_COMPLETE', 'PAY_INVENTED'], q: '예전' };
      const expected = sortedBy(
        '-changed',
        everything.filter((item) => fits(item, filter)),
      ).slice(0, 10);
      expect(new Set(expected.map(({ status }) => status)).size).toBe(2);
      const page = test.storage.read(pagePayments({ filter, sort: '-changed', limit: 10 }));
      expect(page?.items.map((text) => JSON.parse(text) as Payment)).toEqual(expected);
    });

    it('takes an index path where few rows match, and scans the list where many do', () => {
      const path = (filter: PaymentFilter) =>
        test.storage.read(
          shortestPath(conditionsOf(filter, engine === 'sqlite' ? 'piece' : 'postgres')),
        );
      expect(path({ q: '드문' })?.sql).toContain('payment_text');
      expect(path({ staff: 'staff-0', q: '커피' })?.sql).toContain('operation_by_requester');
      expect(path({ method: 'TOSS_MONEY' })).toBeNull();
      expect(path({ q: 'A' })).toBeNull();
    });
  });

  describe('a row of the list', () => {
    it('equals the whole payment, and has no field that the list does not show', () => {
      const page = (fields?: 'list') =>
        test.storage.read(pagePayments({ filter: {}, sort: '-changed', limit: PAYMENTS, fields }));
      const whole = page()?.items.map((text) => JSON.parse(text) as Payment) ?? [];
      const kinds = [
        whole.some(({ partsKnown }) => partsKnown),
        whole.some(({ partsKnown, refunded }) => !partsKnown && refunded > 0),
        whole.some(({ openOperation }) => openOperation !== null),
      ];
      expect(kinds, 'known parts, estimated parts, an open operation').toEqual([true, true, true]);
      expect(page('list')?.items.map((text) => JSON.parse(text) as ListedPayment)).toEqual(
        whole.map(rowOf),
      );
    });
  });

  describe('the tally', () => {
    const recounted = `
    SELECT clock, day, status, method, tax, refund,
      CASE WHEN drift IS NULL THEN 0 ELSE 1 END AS drift, count(*) AS payments,
      sum(amount) AS amount, sum(taxable) AS taxable, sum(vat) AS vat, sum(tax_free) AS tax_free,
      sum(service_fee) AS service_fee, sum(refunded) AS refunded,
      sum(own_taxable) AS own_taxable, sum(own_vat) AS own_vat,
      sum(own_tax_free) AS own_tax_free, sum(own_service_fee) AS own_service_fee,
      sum(CASE WHEN taxable > 0 AND vat = 0 THEN 1 ELSE 0 END) AS no_vat_payments,
      sum(CASE WHEN taxable > 0 AND vat = 0 THEN amount ELSE 0 END) AS no_vat_amount
    FROM (
      SELECT payment.*, place.clock, CASE place.clock WHEN 'ever' THEN ''
          WHEN 'created' THEN date(created_at, '+9 hours')
          WHEN 'changed' THEN date(changed_at, '+9 hours')
          ELSE coalesce(date(completed_at, '+9 hours'), '') END AS day,
        coalesce(pay_method, '') AS method,
        CASE WHEN tax_free + service_fee = 0 THEN 'single' WHEN taxable + vat > 0 THEN 'mixed'
          ELSE 'exempt' END AS tax,
        CASE WHEN refunded = 0 THEN 'none' WHEN refunded >= amount THEN 'full'
          ELSE 'partial' END AS refund
      FROM payment, (SELECT 'ever' AS clock UNION SELECT 'created' UNION SELECT 'changed'
        UNION SELECT 'completed') AS place
    ) AS one
    GROUP BY 1, 2, 3, 4, 5, 6, 7 ORDER BY 1, 2, 3, 4, 5, 6, 7`;
    const kept = `SELECT * FROM payment_tally WHERE payments > 0
    ORDER BY clock, day, status, method, tax, refund, drift`;
    const compare = () => {
      expect(test.db.all(kept)).toEqual(test.db.all(recounted));
    };

    it('equals a recount', () => compare());

    it('still does after every kind of change, and after a rollback', async () => {
      const changes = [
        "UPDATE payment SET status = 'PAY_COMPLETE', completed_at = '2026-05-05T15:00:00.000Z' " +
          "WHERE status = 'PAY_APPROVED' AND amount < 9000",
        'UPDATE payment SET refunded = amount, own_taxable = taxable WHERE amount < 3000',
        "UPDATE payment SET drift = 'contradiction' WHERE amount = 5000",
        'UPDATE payment SET drift = NULL WHERE drift IS NOT NULL AND amount > 5000',
        "UPDATE payment SET pay_method = 'CARD' WHERE pay_method IS NULL",
        "UPDATE payment SET changed_at = '2026-12-31T14:59:59.999Z' WHERE amount = 7000",
        'UPDATE payment SET tax_free = 0, taxable = taxable + tax_free WHERE amount = 9000',
        'UPDATE payment SET taxable = taxable - 1, vat = vat + 1 WHERE taxable > 0 AND vat = 0',
        'UPDATE payment SET own_vat = vat WHERE refunded = amount',
        "UPDATE payment SET observed_at = '2027-01-01T00:00:00.000Z'",
      ];
      for (const sql of changes) {
        await test.storage.transact(function* () {
          expect(yield* prepare(sql).run(), sql).toBeGreaterThan(0);
        });
        compare();
      }
      await expect(
        test.storage.transact(function* () {
          yield* prepare("UPDATE payment SET drift = 'missing' WHERE amount < 3000").run();
          throw new Error('no');
        }),
      ).rejects.toThrow('no');
      compare();
    });

    it('says what was paid today', () => {
      const { todayPaid } = countWork(test.storage, '2026-05-05T15:00:00.000Z');
      const paid = test.storage
        .read(readEverything())
        .filter(
          (item) => item.completedAt !== null && item.completedAt >= '2026-05-05T15:00:00.000Z',
        );
      expect(paid.length).toBeGreaterThan(100);
      expect(todayPaid).toEqual({
        count: paid.length,
        amount: paid.reduce((sum, item) => sum + item.amount, 0),
      });
    });
  });
});
