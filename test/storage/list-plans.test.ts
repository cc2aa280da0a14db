/**
 * Every order of the list with every filter, over a seeded shop, on the first page and on a later
 * one: every statement that runs is answered by an index and sorts no more than a page. Tested on a
 * fresh file, and with the statistics that ANALYZE gathers.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seedPayments } from '../../server/demo/seed-payments.ts';
import { pagePayments, type PaymentSort } from '../../server/storage/payment-list.ts';
import { summarizePayments } from '../../server/storage/payment-sums.ts';
import { countWork } from '../../server/storage/work-counts.ts';
import type { PaymentFilter } from '../../shared/api.ts';
import { explainReads, type Explained } from '../support/explain-reads.ts';
import { insertRow, openTestFile, type TestFile } from '../support/open-test-storage.ts';
import { readerOn, runUnit } from '../../server/storage/run-unit.ts';
import { prepare } from '../../server/storage/statement.ts';

/** So many that some filters match more rows than an index path may lead to. */
const PAYMENTS = 12_000;
const nowMs = Date.parse('2026-03-02T04:05:06Z');

let test: TestFile;
let orderNo: string;

beforeAll(async () => {
  test = openTestFile();
  const shop = [...seedPayments({ payments: PAYMENTS, seed: 'plans', nowMs })];
  orderNo = shop[PAYMENTS / 2]!.payment.order_no;
  await test.storage.transact(function* () {
    for (const { payment, refunds } of shop) {
      yield* insertRow('payment', payment);
      for (const refund of refunds) yield* insertRow('payment_refund', refund);
    }
  });
});
afterAll(() => test.close());

const spied = (into: Explained[]) => explainReads(test.storage.reader, into);

/** Contains at most a page of rows, or the few thousand of an index path. */
const FEW = /^SCAN (?:page|found|told|\(subquery-\d+\))$/;
/** The next few thousand rows of the list, in its order: scanned up to the end of the page. */
const NEXT = 'SCAN near';
/** Rows that come from an index, or from the full-text index. */
const BY_INDEX =
  /USING (?:COVERING )?INDEX|payment_text(?:_metadata)? VIRTUAL TABLE INDEX 0:M|_piece VIRTUAL TABLE INDEX [1-9]/;
/** Before an index path is taken, its rows are counted, up to the most that it may have. */
const COUNTED = /^SELECT count\(\*\) AS length FROM \((?:SELECT 1 )?([^]*) LIMIT 5001\) AS found$/;

/** Everything in the plans that scans a whole table, or sorts more than a page. */
function faults(explained: readonly Explained[]): string[] {
  const ways = explained.flatMap(
    ({ sql }) => COUNTED.exec(sql)?.[1]?.split(' UNION ALL SELECT 1 ') ?? [],
  );
  return explained.flatMap(({ sql, plan }) => {
    const isShort = ways.some((way) => sql.includes(way));
    const bad = plan.filter(({ parent, detail }) => {
      if (detail === NEXT) return false;
      if (detail.startsWith('SCAN ')) return !FEW.test(detail) && !BY_INDEX.test(detail);
      if (!detail.includes('TEMP B-TREE FOR ORDER BY') || isShort) return false;
      return !plan.some((other) => other.parent === parent && FEW.test(other.detail));
    });
    const whole = plan.map((line) => line.detail).join('\n  ');
    return bad.map(({ detail }) => `${detail}\n  of ${sql}\n  with ${whole}`);
  });
}

const sorts: PaymentSort[] = ['-changed', '-created', '-completed', '-amount'];
const span = { from: '2026-01-01T00:00:00.000Z', to: '2026-02-01T00:00:00.000Z' };

const filters: [string, () => PaymentFilter][] = [
  ['all', () => ({})],
  ['one status', () => ({ status: ['PAY_COMPLETE'] })],
  ['a rare status', () => ({ status: ['PAY_APPROVED'] })],
  ['several', () => ({ status: ['PAY_CANCEL', 'REFUND_SUCCESS', 'PAY_STANDBY'] })],
  ['partly refunded', () => ({ status: ['partial'] })],
  ['what waits for a manager', () => ({ status: ['proposed'] })],
  ['words of chips', () => ({ status: ['full', 'unclear', 'drift', 'PAY_APPROVED'] })],
  ['a method', () => ({ method: 'CARD' })],
  ['not refunded', () => ({ refunded: 'none' })],
  ['refunded in part', () => ({ refunded: 'partial' })],
  ['refunded', () => ({ refunded: 'full' })],
  ['refundable', () => ({ refundable: true })],
  ['mixed tax', () => ({ tax: 'combined' })],
  ['not purely taxed', () => ({ tax: 'mixed' })],
  ['exempt', () => ({ tax: 'exempt' })],
  ['a difference', () => ({ drift: true })],
  ['changed lately', () => span],
  ['created lately', () => ({ ...span, clock: 'created' })],
  ['completed lately', () => ({ ...span, clock: 'completed' })],
  ['refunded lately', () => ({ ...span, clock: 'refunded' })],
  ['until then', () => ({ to: span.to, clock: 'completed' })],
  ['some amounts', () => ({ amountMin: 10_000, amountMax: 20_000 })],
  ['a status, a method and a span', () => ({ ...span, status: ['PAY_COMPLETE'], method: 'CARD' })],
  ['somebody’s', () => ({ staff: 'nobody' })],
  ['an order number', () => ({ q: orderNo })],
  ['its beginning', () => ({ q: orderNo.slice(0, 8) })],
  ['its end', () => ({ q: orderNo.slice(4) })],
  ['words', () => ({ q: '원두' })],
  ['rare words', () => ({ q: '각인 김' })],
  ['a letter', () => ({ q: 'a' })],
  ['what there is not', () => ({ q: 'no such thing' })],
  ['words of a status', () => ({ q: '머그컵', status: ['PAY_COMPLETE'] })],
];

const nothing = (): Promise<void> => Promise.resolve();
const gatherStatistics = (): Promise<void> =>
  test.storage.transact(function* () {
    yield* prepare('ANALYZE').run();
  });

describe.each<[string, () => Promise<void>]>([
  ['as a fresh file has it', nothing],
  ['after ANALYZE', gatherStatistics],
])('no full scan and no sorting of a table, %s', (_when, prepare) => {
  beforeAll(prepare);

  it.each(sorts.flatMap((sort) => filters.map(([name, filter]) => [name, sort, filter] as const)))(
    'the list of %s by %s',
    (_name, sort, filter) => {
      const explained: Explained[] = [];
      const connection = spied(explained);
      const query = { filter: filter(), sort, limit: 10 };
      const first = runUnit(connection, pagePayments(query));
      const cursor = first?.nextCursor ?? null;
      if (cursor !== null) runUnit(connection, pagePayments({ ...query, cursor }));
      expect(explained.length).toBeGreaterThan(0);
      expect(faults(explained)).toEqual([]);
    },
  );

  it.each(filters)('the sums of %s', (name, filter) => {
    const explained: Explained[] = [];
    runUnit(spied(explained), summarizePayments(filter()));
    expect(explained.length).toBeGreaterThan(0);
    // A single letter uses no index: the whole shop is scanned.
    if (name !== 'a letter') expect(faults(explained)).toEqual([]);
  });

  it.each([
    ['SELECT * FROM payment WHERE product_desc = ?', ['SCAN']],
    ['SELECT * FROM payment INDEXED BY payment_by_amount ORDER BY changed_at', ['USE TEMP B-TREE']],
    [
      `SELECT * FROM (SELECT rowid AS id FROM payment WHERE status = 'x' ORDER BY amount LIMIT 9)
        AS page CROSS JOIN payment AS p ON p.rowid = page.id ORDER BY p.changed_at`,
      ['USE TEMP B-TREE'],
    ],
    [
      `SELECT p.changed_at AS key FROM (SELECT rowid AS id FROM payment ORDER BY changed_at LIMIT 9)
        AS near CROSS JOIN payment AS p ON p.rowid = near.id ORDER BY key LIMIT 1`,
      ['USE TEMP B-TREE'],
    ],
  ])('would be noticed in %s', (sql, expected) => {
    const explained: Explained[] = [];
    const statement = spied(explained).prepare(sql);
    statement.all(...(sql.includes('?') ? ['x'] : []));
    const found = faults(explained);
    expect(found.map((fault) => expected.find((word) => fault.startsWith(word)))).toEqual(expected);
  });

  it('the counters', () => {
    const explained: Explained[] = [];
    countWork({ ...test.storage, read: readerOn(spied(explained)) }, span.from);
    expect(explained.length).toBeGreaterThan(5);
    expect(faults(explained)).toEqual([]);
  });
});
