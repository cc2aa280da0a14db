/** The frequent reads of the screens and of the desk's timers, whose plans are tested. */
import { pageAudit } from '../../server/storage/audit-log.ts';
import { duePolls, mostOverduePoll } from '../../server/storage/due-polls.ts';
import {
  dueOperations,
  operationsOf,
  pageOperations,
  sendingFor,
  unsentOperations,
} from '../../server/storage/operations.ts';
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
import { newestRefundAmounts } from '../../server/storage/refund-history.ts';
import type { Storage } from '../../server/storage/storage.ts';
import type { PaymentFilter } from '../../shared/api.ts';
import { openStates } from '../../shared/operation.ts';

/** After everything. */
const now = '2030-01-01T00:00:00.000Z';
const cursor = Buffer.from(JSON.stringify([now, 'x'])).toString('base64url');
const amountCursor = Buffer.from(JSON.stringify([5000, 'x'])).toString('base64url');
const page =
  (sort: PaymentSort, at?: string, filter = {}) =>
  ({ read }: Storage) =>
    read(pagePayments({ filter, sort, cursor: at, limit: 50 }));

const sums =
  (filter: PaymentFilter) =>
  ({ read }: Storage) =>
    read(summarizePayments(filter));

const span = { from: now, to: '2030-01-01T10:00:00.000Z' };
const wholeDays = { from: '2029-12-31T15:00:00.000Z', to: '2030-01-30T15:00:00.000Z' };
const stretch = { from: now, to: '2030-01-02T00:00:00.000Z', state: 'succeeded' } as const;

/** Each by its name in a test. */
type Reads = readonly [name: string, read: (storage: Storage) => unknown][];

/** They stop after a page, or read what belongs to one row. */
export const readsInOrder: Reads = [
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
  ['what was given back lately on a payment', ({ read }) => read(givenLately('x', now))],
  ['records to be taken back', ({ read }) => read(takeBacksAsked(now))],
  ['payments given back too much', ({ read }) => read(overGivenPayments())],
  ['the usual refund', ({ read }) => read(newestRefundAmounts(200))],
  ['the refunds of a person’s day', ({ read }) => read(dayRefunds(['x'], now).personWon())],
  ['the refunds of the shop’s day', ({ read }) => read(dayRefunds(['x'], now).shopWon())],
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
  ['the first payment', ({ read }) => read(firstPaidAt())],
  ['a part of the payments', ({ read }) => read(paidByHour.stretchEnd(stretch))],
  ['a part of the refunds', ({ read }) => read(refundedByHour.stretchEnd(stretch))],
  ['a part of the operations', ({ read }) => read(unknownSpells.stretchEnd(stretch))],
  ['refunds without a time', ({ read }) => read(undatedRefunds(stretch))],
];

/** They may sort the few rows that they find. */
export const readsOfFew: Reads = [
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
  ['payments by the hour', ({ read }) => read(paidByHour.read(stretch))],
  ['refunds by the hour', ({ read }) => read(refundedByHour.read(stretch))],
  ['what was unknown', ({ read }) => read(unknownSpells.read(stretch))],
  ['payments of an hour', ({ read }) => read(completedSums(stretch))],
  ['what is said of them', ({ read }) => read(notedPayments({ ...stretch, readSince: now }))],
  ['refunds of an hour', ({ read }) => read(refundsMadeIn(stretch))],
  ['refunds first seen on a day', ({ read }) => read(refundsFirstSeenIn(stretch))],
  ['what is not proved', ({ read }) => read(unprovedOperations(stretch))],
  ['what waits since yesterday', ({ read }) => read(unpaidWhenLastRead(now))],
];
