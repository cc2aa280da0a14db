/** The frequent queries of the screens must not read the whole table, however large it is. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pageAudit } from '../../server/storage/audit-log.ts';
import { mayHaveRefundByV2 } from '../../server/storage/operations.ts';
import { createDeskTime } from '../../server/storage/desk-time.ts';
import { refundOfAmount, refundsOfOrder } from '../../server/storage/refund-history.ts';
import type { FileStorage } from '../../server/storage/storage.ts';
import { explainReads, type Explained } from '../support/explain-reads.ts';
import { openTestFile, plantPayment, type TestFile } from '../support/open-test-storage.ts';
import { readerOn, runUnit } from '../../server/storage/run-unit.ts';
import { readsInOrder, readsOfFew } from './frequent-reads.ts';

let test: TestFile;
beforeAll(async () => {
  test = openTestFile();
  for (let n = 0; n < 50; n += 1) await plantPayment(test.storage);
});
afterAll(() => test.close());

/** Explains every statement that a read runs. @returns the plans' lines */
function plansOf(read: (storage: FileStorage) => unknown): string[] {
  const explained: Explained[] = [];
  const reader = explainReads(test.storage.reader, explained);
  read({ ...test.storage, reader, read: readerOn(reader) });
  const lines = explained.flatMap(({ plan }) => plan.map(({ detail }) => detail));
  expect(lines.length).toBeGreaterThan(0);
  return lines;
}

const now = '2030-01-01T00:00:00.000Z';

/** Rows that were loaded before: a page, or the few thousand of an index path. */
const brought = /^SCAN (?:page|found|told|near|\(subquery-\d+\))$/;
/** Look-ups in the full-text index, for one trigram or a range of them. */
const inTexts =
  /payment_text(?:_metadata)? VIRTUAL TABLE INDEX 0:M|_piece VIRTUAL TABLE INDEX [1-9]/;

const scansOf = (plan: readonly string[]) =>
  plan.filter(
    (line) =>
      /^SCAN /.test(line) &&
      !/USING/.test(line) &&
      ![brought, inTexts].some((form) => form.test(line)),
  );
const sortsOf = (plan: readonly string[]) => plan.filter((line) => line.includes('TEMP B-TREE'));

describe('no scan of a table and no sorting of it', () => {
  it.each(readsInOrder)('%s', (_name, read) => {
    const plan = plansOf(read);
    // A scan along an index in the wanted order stops after a page; one of the table does not.
    expect(scansOf(plan).concat(sortsOf(plan)), plan.join('\n')).toEqual([]);
  });

  it.each(readsOfFew)(
    '%s: the few rows may be sorted, but are found by an index',
    (_name, read) => {
      const plan = plansOf(read);
      expect(scansOf(plan), plan.join('\n')).toEqual([]);
    },
  );

  it.each([
    [{ staff: 'x' }, 'audit_by_actor_action (actor_id=? AND action=? AND '],
    [{ payToken: 'x' }, 'audit_by_payment (pay_token=? AND '],
    [{ operationId: 'x' }, 'audit_by_operation (operation_id=? AND '],
  ])('the audit log of one kind and %o: never every row of the kind', (filter, index) => {
    for (const [from, after] of [
      [now, `${now}/9`],
      [now, undefined],
      [undefined, `${now}/9`],
    ]) {
      const given = { ...filter, action: 'payment-created', from } as const;
      const plan = plansOf((storage) => pageAudit(storage, given, { cursor: after, limit: 50 }));
      expect(plan[0]).toContain(`SEARCH audit USING INDEX ${index}`);
      expect(scansOf(plan).concat(sortsOf(plan)), plan.join('\n')).toEqual([]);
    }
  });

  it('the newest number on disk', () => {
    const plan = plansOf(({ clock, reader }) => createDeskTime(clock, readerOn(reader))).join('\n');
    expect(plan).toContain('payment_by_asked_no');
    expect(plan).toContain('operation_by_state');
  });

  it('by which version to read: one statement, through the operations by v2', () => {
    expect(plansOf(({ reader }) => runUnit(reader, mayHaveRefundByV2('x')))).toEqual([
      'COMPOUND QUERY',
      'LEFT-MOST SUBQUERY',
      'SEARCH operation USING INDEX operation_by_v2 (pay_token=?)',
      'UNION ALL',
      'SEARCH payment USING INDEX sqlite_autoindex_payment_1 (pay_token=?)',
      'SCALAR SUBQUERY 2',
      'SCAN operation USING INDEX operation_by_v2',
    ]);
  });

  it('recent refunds: by the order, or by a time limit', () => {
    const given = { since: now, orderNo: 'x', otherThanOrderNo: 'x', amount: 1 };
    expect(plansOf(({ read }) => read(refundsOfOrder(given)))).toEqual([
      'SEARCH payment USING INDEX payment_by_order_no (order_no=?)',
      'SEARCH operation USING INDEX operation_by_payment (pay_token=? AND created_at>?)',
      // Of one order.
      'USE TEMP B-TREE FOR ORDER BY',
      'SEARCH payment USING INDEX payment_by_order_no (order_no=?)',
      'SEARCH refund USING INDEX sqlite_autoindex_payment_refund_2 (pay_token=?)',
      'USE TEMP B-TREE FOR ORDER BY',
    ]);
    expect(plansOf(({ read }) => read(refundOfAmount(given)))).toEqual([
      'CO-ROUTINE recent',
      'SEARCH operation USING INDEX operation_refund_by_time (created_at>?)',
      // Of the same moment.
      'USE TEMP B-TREE FOR LAST TERM OF ORDER BY',
      // Of the thousand newest at most.
      'SCAN recent',
      'SEARCH refund USING INDEX payment_refund_by_time (refunded_at>?)',
      'SEARCH payment USING INDEX sqlite_autoindex_payment_1 (pay_token=?)',
    ]);
  });
});
