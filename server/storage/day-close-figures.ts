/**
 * Reads for the report of one Seoul day. Each reads a span that the caller keeps short, by an
 * index, so its time doesn't depend on the size of the file.
 */
import { sql } from 'kysely';
import { openStates, type OperationKind, type OperationState } from '../../shared/operation.ts';
import { paidStatuses, type Drift, type PayMethod } from '../../shared/payment.ts';
import type { Parts } from '../../shared/tax-split.ts';
import { partsOfRow } from './operation-from-row.ts';
import type { Flag, PaymentRefundRow } from './schema.ts';
import { prepared, db } from './statement.ts';
import type { ResultOf, Unit } from './unit.ts';

/** From `from` until before `to`, ISO UTC. */
export interface Span {
  from: string;
  to: string;
}

/** Must be written exactly as in the index. */
const completedAt = sql<string>`ifnull(payment.completed_at, '')`;

const completed = (given: Span) =>
  db.selectFrom('payment').where(completedAt, '>=', given.from).where(completedAt, '<', given.to);

const sumsByMethod = prepared((given: Span) =>
  completed(given)
    .select(['status', 'pay_method', ({ fn }) => fn.countAll<number>().as('count')])
    .select(({ fn }) => [
      fn.sum<number>('amount').as('won'),
      fn.sum<number>('taxable').as('taxable'),
      fn.sum<number>('vat').as('vat'),
      fn.sum<number>('tax_free').as('taxFree'),
      fn.sum<number>('service_fee').as('serviceFee'),
      fn.sum<number>('refunded').as('refunded'),
      fn.min<string>('completed_at').as('firstAt'),
      fn.max<string>('completed_at').as('lastAt'),
    ])
    .groupBy(['status', 'pay_method']),
);

/** Payments that were completed in a span, of one status and method. Money is won. */
export interface CompletedSums extends Parts {
  status: string;
  method: PayMethod | null;
  count: number;
  won: number;
  /** Refunded until now, on whatever day. */
  refunded: number;
  firstAt: string;
  lastAt: string;
}

export function* completedSums(span: Span): Unit<CompletedSums[]> {
  return (yield* sumsByMethod.all(span)).map(({ pay_method: method, ...row }) => ({
    ...row,
    method,
  }));
}

/** A payment that the report lists individually. */
export interface NotedPayment {
  payToken: string;
  orderNo: string;
  status: string;
  amount: number;
  partsTold: Flag;
  drift: Drift | null;
  askedAt: string;
  quarantined: Flag;
}

const noted = prepared((given: Span & { readSince: string }) =>
  completed(given)
    .select(['pay_token as payToken', 'order_no as orderNo', 'status', 'amount'])
    .select(['parts_told as partsTold', 'drift', 'asked_at as askedAt', 'quarantined'])
    .where((where) =>
      where.or([
        where('status', 'not in', [...paidStatuses]),
        where('parts_told', '=', 0),
        where('drift', 'is not', null),
        where('asked_at', '<', given.readSince),
        where('quarantined', '=', 1),
      ]),
    )
    .orderBy(completedAt)
    .orderBy('pay_token'),
);

/**
 * Payments completed in a span that are in no paid state now, whose parts Toss did not tell, that
 * differ from Toss, that are quarantined, or that were not read since `readSince`.
 * @param readSince ISO UTC; `''`: no limit
 */
export function notedPayments(given: Span & { readSince: string }): Unit<NotedPayment[]> {
  return noted.all(given);
}

/** A refund made by the desk or elsewhere. */
export interface DayRefund {
  payToken: string;
  orderNo: string;
  refundNo: string;
  /** Won. */
  amount: number;
  /** When it was made; if Toss gives no time, when the desk first saw it. */
  at: string;
  origin: PaymentRefundRow['origin'];
  method: PayMethod | null;
  paidAt: string | null;
  /** The parts that the desk requested; `null` if unknown. */
  parts: Parts | null;
  staffName: string | null;
  drift: Drift | null;
  askedAt: string;
  quarantined: Flag;
}

const refunds = db
  .selectFrom('payment_refund as refund')
  .innerJoin('payment', 'payment.pay_token', 'refund.pay_token')
  .leftJoin('operation', 'operation.id', 'refund.operation_id')
  .select(['refund.pay_token', 'refund.refund_no', 'refund.amount', 'refund.refunded_at'])
  .select(['refund.first_seen_at', 'refund.origin', 'payment.order_no', 'payment.pay_method'])
  .select(['payment.completed_at', 'payment.drift', 'payment.asked_at', 'payment.quarantined'])
  .select(['operation.amount as own_amount', 'operation.taxable', 'operation.vat'])
  .select(['operation.tax_free', 'operation.service_fee', 'operation.requested_by_name']);

const timedRefunds = prepared((given: Span) =>
  refunds
    .where('refund.refunded_at', '>=', given.from)
    .where('refund.refunded_at', '<', given.to)
    .orderBy('refund.refunded_at')
    .orderBy('refund.pay_token')
    .orderBy('refund.refund_no'),
);

const untimedRefunds = prepared((given: Span) =>
  refunds
    .where('refund.refunded_at', 'is', null)
    .where('refund.first_seen_at', '>=', given.from)
    .where('refund.first_seen_at', '<', given.to)
    .orderBy('refund.first_seen_at')
    .orderBy('refund.pay_token')
    .orderBy('refund.refund_no'),
);

type RefundRow = ResultOf<typeof timedRefunds.all>[number];

/** If Toss shows another amount than requested, the parts are unknown. */
function ownParts(row: RefundRow): Parts | null {
  if (row.own_amount === null || row.own_amount !== row.amount) return null;
  return partsOfRow(row);
}

function dayRefund(row: RefundRow): DayRefund {
  return {
    payToken: row.pay_token,
    orderNo: row.order_no,
    refundNo: row.refund_no,
    amount: row.amount,
    at: row.refunded_at ?? row.first_seen_at,
    origin: row.origin,
    method: row.pay_method,
    paidAt: row.completed_at,
    parts: ownParts(row),
    staffName: row.requested_by_name,
    drift: row.drift,
    askedAt: row.asked_at,
    quarantined: row.quarantined,
  };
}

/** The refunds that Toss made in a span, the oldest first. */
export function* refundsMadeIn(span: Span): Unit<DayRefund[]> {
  return (yield* timedRefunds.all(span)).map(dayRefund);
}

/** Refunds without a time from Toss, first seen by the desk in a span; very rare. */
export function* refundsFirstSeenIn(span: Span): Unit<DayRefund[]> {
  return (yield* untimedRefunds.all(span)).map(dayRefund);
}

/** Sent, with the result not proved: Toss may or may not have moved the money. */
const unprovedStates = [
  'sending',
  'unknown',
  'pending',
  'absent',
  'needs_review',
  'given_up',
] as const satisfies readonly OperationState[];

export interface UnprovedOperation {
  id: string;
  payToken: string;
  orderNo: string;
  kind: OperationKind;
  state: OperationState;
  amount: number;
  sentAt: string;
}

const unproved = prepared((given: Span) =>
  db
    .selectFrom('operation')
    .innerJoin('payment', 'payment.pay_token', 'operation.pay_token')
    .select(['operation.id', 'operation.pay_token as payToken', 'operation.order_no as orderNo'])
    .select(['operation.kind', 'operation.state', 'operation.amount'])
    .select(sql<string>`operation.sent_at`.as('sentAt'))
    .where('operation.state', 'in', [...unprovedStates])
    .where((where) =>
      where.or([
        where.and([
          where('operation.sent_at', '>=', given.from),
          where('operation.sent_at', '<', given.to),
        ]),
        where.and([
          where('operation.sent_at', 'is not', null),
          where(completedAt, '>=', given.from),
          where(completedAt, '<', given.to),
        ]),
        // From an earlier day, still open: it may be executed on this day.
        where.and([
          where('operation.sent_at', '<', given.from),
          where('operation.state', 'in', [...openStates]),
        ]),
      ]),
    )
    .orderBy('operation.sent_at')
    .orderBy('operation.id'),
);

/** Operations sent before the end of the day or on its payments whose result is not proved. */
export function unprovedOperations(day: Span): Unit<UnprovedOperation[]> {
  return unproved.all(day);
}

/** What a payment's drift consists of, without what staff have acknowledged. */
export interface DriftFacts {
  orderNo: string;
  amount: number;
  drift: Drift | null;
  /** Refunded elsewhere, in won. */
  outsideWon: number;
  /** Refunds found done after the desk had recorded them as not done, in won. */
  lateWon: number;
}

const drift = prepared((given: { payToken: string }) =>
  db
    .selectFrom('payment')
    .select(['order_no as orderNo', 'amount', 'drift'])
    .select([
      sql<number>`(SELECT coalesce(sum(refund.amount), 0) FROM payment_refund AS refund
        WHERE refund.pay_token = payment.pay_token AND refund.origin = 'outside'
          AND refund.acknowledged_no IS NULL)`.as('outsideWon'),
      sql<number>`(SELECT coalesce(sum(operation.amount), 0) FROM operation
        WHERE operation.pay_token = payment.pay_token AND operation.late = 1
          AND operation.acknowledged = 0)`.as('lateWon'),
    ])
    .where('pay_token', '=', given.payToken),
);

/** @throws Error where there is no such payment */
export function* driftFacts(payToken: string): Unit<DriftFacts> {
  const row = yield* drift.first({ payToken });
  if (row === undefined) throw new Error(`No payment ${payToken}`);
  return row;
}

const stillMoving = prepared((given: { end: string }) =>
  db
    .selectFrom('payment')
    .select('pay_token')
    .where('status', 'in', ['PAY_STANDBY', 'PAY_APPROVED', 'PAY_PROGRESS'])
    .where('created_at', '<', given.end)
    .where('asked_at', '<', given.end),
);

/**
 * Payments that were unpaid at their last read before the end of a day, and may have been paid on
 * that day since.
 */
export function* unpaidWhenLastRead(end: string): Unit<string[]> {
  return (yield* stillMoving.all({ end })).map((row) => row.pay_token);
}
