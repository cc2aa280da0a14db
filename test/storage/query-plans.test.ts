/** The frequent queries of the screens must not read the whole table, however large it is. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pageAudit } from '../../server/storage/audit-log.ts';
import { duePolls, mostOverduePoll } from '../../server/storage/due-polls.ts';
import {
  dueOperations,
  mayHaveRefundByV2,
  operationsOf,
  pageOperations,
  sendingFor,
  unsentOperations,
} from '../../server/storage/operations.ts';
import { createDeskTime } from '../../server/storage/desk-time.ts';
import { pagePayments, type PaymentSort } from '../../server/storage/payment-list.ts';
import { summarizePayments } from '../../server/storage/payment-sums.ts';
import {
  findPayment,
  findPaymentByReturnRef,
  paymentsOfOrder,
  refundsOf,
} from '../../server/storage/payments.ts';
import { countWork } from '../../server/storage/work-counts.ts';
import { timelineOf } from '../../server/storage/events.ts';
import { openOperationFigures, unhandledCallbacks } from '../../server/storage/figures.ts';
import { listBulkRuns, runningBulkRuns } from '../../server/storage/bulk-runs.ts';
import { unhandledCallbackTokens } from '../../server/storage/callbacks.ts';
import {
  completedSums,
  notedPayments,
  refundsFirstSeenIn,
  refundsMadeIn,
  unpaidWhenLastRead,
  unprovedOperations,
} from '../../server/storage/day-close-figures.ts';
import { overGivenPayments, takeBacksAsked } from '../../server/storage/bank-transfers.ts';
import { noteActsAhead } from '../../server/storage/account-acts.ts';
import { dayRefunds, givenLately } from '../../server/storage/day-refunds.ts';
import {
  firstPaidAt,
  paidByHour,
  refundedByHour,
  undatedRefunds,
  unknownSpells,
} from '../../server/storage/overview-figures.ts';
import { countPrints } from '../../server/storage/receipt-prints.ts';
import {
  newestRefundAmounts,
  refundOfAmount,
  refundsOfOrder,
} from '../../server/storage/refund-history.ts';
import type { FileStorage } from '../../server/storage/storage.ts';
import type { PaymentFilter } from '../../shared/api.ts';
import { openStates } from '../../shared/operation.ts';
import { explainReads, type Explained } from '../support/explain-reads.ts';
import { openTestFile, plantPayment, type TestFile } from '../support/open-test-storage.ts';
import { readerOn, runUnit } from '../../server/storage/run-unit.ts';

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
const cursor = Buffer.from(JSON.stringify([now, 'x'])).toString('base64url');
const amountCursor = Buffer.from(JSON.stringify([5000, 'x'])).toString('base64url');
const page =
  (sort: PaymentSort, at?: string, filter = {}) =>
  ({ reader }: FileStorage) =>
    runUnit(reader, pagePayments({ filter, sort, cursor: at, limit: 50 }));

const sums =
  (filter: PaymentFilter) =>
  ({ reader }: FileStorage) =>
    runUnit(reader, summarizePayments(filter));

const span = { from: now, to: '2030-01-01T10:00:00.000Z' };
const wholeDays = { from: '2029-12-31T15:00:00.000Z', to: '2030-01-30T15:00:00.000Z' };
const stretch = { from: now, to: '2030-01-02T00:00:00.000Z', state: 'succeeded' } as const;

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
  it.each<[string, (storage: FileStorage) => unknown]>([
    ['the list', page('-changed')],
    ['the list, further on', page('-changed', cursor)],
    ['the list by creation', page('-created', cursor)],
    ['the list by completion', page('-completed', cursor)],
    ['the list by amount', page('-amount', amountCursor)],
    ['the list of refunds', page('-refunded', cursor, { clock: 'refunded' })],
    ['the refunds of a span', page('-refunded', undefined, { clock: 'refunded', ...span })],
    ['the list of one status', page('-changed', cursor, { status: ['PAY_APPROVED'] })],
    ['the list of several', page('-changed', cursor, { status: ['PAY_CANCEL', 'PAY_COMPLETE'] })],
    ['the list of one method', page('-changed', cursor, { method: 'CARD' })],
    ['the list of a span of time', page('-changed', undefined, { from: now, to: now })],
    ['the list of a status and a span', page('-changed', undefined, { ...span, status: ['X'] })],
    ['one payment', (storage) => findPayment(storage, 'x')],
    ['a buyer coming back', (storage) => findPaymentByReturnRef(storage, 'x')],
    ['the payments of an order', (storage) => paymentsOfOrder(storage, 'x')],
    ['the operations of a payment', (storage) => operationsOf(storage, 'x')],
    ['the history of a payment', (storage) => timelineOf(storage, 'x')],
    ['due polls of what moves', (storage) => duePolls(storage, 'moving')],
    ['due polls of what is not settled', (storage) => duePolls(storage, 'unsettled')],
    ['due polls of what is paid', (storage) => duePolls(storage, 'paid')],
    [
      'what was given back lately on a payment',
      ({ reader }) => runUnit(reader, givenLately('x', now)),
    ],
    ['records to be taken back', ({ reader }) => runUnit(reader, takeBacksAsked(now))],
    ['payments given back too much', ({ reader }) => runUnit(reader, overGivenPayments())],
    ['the usual refund', ({ read }) => read(newestRefundAmounts(200))],
    [
      'the refunds of a person’s day',
      ({ reader }) => runUnit(reader, dayRefunds(['x'], now).personWon()),
    ],
    [
      'the refunds of the shop’s day',
      ({ reader }) => runUnit(reader, dayRefunds(['x'], now).shopWon()),
    ],
    ['the bulk runs that are worked off', runningBulkRuns],
    ['the bulk runs of the list', listBulkRuns],
    ['what was done to accounts and is dated ahead', (storage) => void noteActsAhead(storage)],
    ['the prints of a receipt', (storage) => storage.read(countPrints('x'))],
    ['the figure of the most overdue poll', (storage) => mostOverduePoll(storage, 'paid')],
    ['the audit log', (storage) => pageAudit(storage, {}, { cursor: undefined, limit: 50 })],
    [
      'the audit log of a person, further on',
      (storage) => pageAudit(storage, { staff: 'x' }, { cursor: `${now}/9`, limit: 50 }),
    ],
    ['the first payment', ({ reader }) => runUnit(reader, firstPaidAt())],
    ['a part of the payments', ({ reader }) => runUnit(reader, paidByHour.stretchEnd(stretch))],
    ['a part of the refunds', ({ reader }) => runUnit(reader, refundedByHour.stretchEnd(stretch))],
    [
      'a part of the operations',
      ({ reader }) => runUnit(reader, unknownSpells.stretchEnd(stretch)),
    ],
    ['refunds without a time', ({ reader }) => runUnit(reader, undatedRefunds(stretch))],
  ])('%s', (_name, read) => {
    const plan = plansOf(read);
    // A scan along an index in the wanted order stops after a page; one of the table does not.
    expect(scansOf(plan).concat(sortsOf(plan)), plan.join('\n')).toEqual([]);
  });

  it.each<[string, (storage: FileStorage) => unknown]>([
    ['the list of what was refunded', page('-changed', cursor, { refunded: 'full' })],
    ['the sums of all', sums({})],
    ['the sums of a status', sums({ status: ['PAY_CANCEL'] })],
    ['the sums of whole days', sums(wholeDays)],
    ['the list by a number', page('-changed', undefined, { q: 'shop-1' })],
    ['the list by a word', page('-created', undefined, { q: '커피' })],
    ['the list of somebody', page('-changed', undefined, { staff: 'x' })],
    ['the list of some amounts', page('-changed', undefined, { amountMin: 1, amountMax: 9 })],
    ['the list of a difference', page('-changed', undefined, { drift: true })],
    ['the list of a status by amount', page('-amount', undefined, { status: ['PAY_CANCEL'] })],
    ['the sums of a part of a day', sums(span)],
    ['the sums of a search', sums({ q: '커피' })],
    ['the sums of refunds', sums({ clock: 'refunded', ...wholeDays })],
    ['the refunds of a search', sums({ clock: 'refunded', ...wholeDays, q: '커피' })],
    ['the sums of somebody', sums({ staff: 'x' })],
    ['the work list', (storage) => pageOperations(storage, openStates, undefined, 50)],
    ['what is to be sent', (storage) => unsentOperations(storage)],
    ['what is being sent', (storage) => sendingFor(storage, 1000)],
    ['what is to be checked', (storage) => dueOperations(storage, 8, 1)],
    ['the refunds of a payment', (storage) => refundsOf(storage, 'x')],
    ['the counters', (storage) => countWork(storage, now)],
    ['unhandled callbacks', (storage) => unhandledCallbackTokens(storage)],
    ['the figure of unhandled callbacks', unhandledCallbacks],
    ['the figures of open operations', openOperationFigures],
    ['payments by the hour', ({ reader }) => runUnit(reader, paidByHour.read(stretch))],
    ['refunds by the hour', ({ reader }) => runUnit(reader, refundedByHour.read(stretch))],
    ['what was unknown', ({ reader }) => runUnit(reader, unknownSpells.read(stretch))],
    ['payments of an hour', ({ reader }) => runUnit(reader, completedSums(stretch))],
    [
      'what is said of them',
      ({ reader }) => runUnit(reader, notedPayments({ ...stretch, readSince: now })),
    ],
    ['refunds of an hour', ({ reader }) => runUnit(reader, refundsMadeIn(stretch))],
    ['refunds first seen on a day', ({ reader }) => runUnit(reader, refundsFirstSeenIn(stretch))],
    ['what is not proved', ({ reader }) => runUnit(reader, unprovedOperations(stretch))],
    ['what waits since yesterday', ({ reader }) => runUnit(reader, unpaidWhenLastRead(now))],
  ])('%s: the few rows may be sorted, but are found by an index', (_name, read) => {
    const plan = plansOf(read);
    expect(scansOf(plan), plan.join('\n')).toEqual([]);
  });

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
      'SEARCH payment USING INDEX payment_by_order_no (order_no=?)',
      'SEARCH refund USING INDEX sqlite_autoindex_payment_refund_2 (pay_token=?)',
    ]);
    expect(plansOf(({ read }) => read(refundOfAmount(given)))).toEqual([
      'CO-ROUTINE recent',
      'SEARCH operation USING INDEX operation_refund_by_time (created_at>?)',
      // Of the thousand newest at most.
      'SCAN recent',
      'SEARCH refund USING INDEX payment_refund_by_time (refunded_at>?)',
      'SEARCH payment USING INDEX sqlite_autoindex_payment_1 (pay_token=?)',
    ]);
  });
});
