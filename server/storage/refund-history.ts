/** Earlier refunds, to warn of mistakes such as a repeated refund. Each read is bounded. */
import { freeStates, type StaffRef } from '../../shared/operation.ts';
import { prepared, db } from './statement.ts';
import type { Unit } from './unit.ts';

/** A refund requested here, or shown by Toss and made elsewhere. */
export interface EarlierRefund {
  /** When it was requested; for one made elsewhere, when Toss made it. */
  at: string;
  amount: number;
  orderNo: string;
  /** `null` for one made elsewhere. */
  by: StaffRef | null;
}

/** Most rows read: with more refunds, only the newest count. */
const MOST_LOOKED_AT = 1000;

/** Moved no money: ended without a refund, or not approved yet. */
const notGiven = ['proposed', ...freeStates] as const;

interface OwnRow {
  at: string;
  amount: number;
  order_no: string;
  requested_by: string;
  requested_by_name: string;
}

interface ForeignRow {
  at: string | null;
  amount: number;
  order_no: string;
}

const fromOwn = (row: OwnRow): EarlierRefund => ({
  at: row.at,
  amount: row.amount,
  orderNo: row.order_no,
  by: { id: row.requested_by, name: row.requested_by_name },
});

/** `refunded_at` is never NULL here: the query's condition excludes those rows. */
const fromForeign = (row: ForeignRow): EarlierRefund => ({
  at: row.at ?? '',
  amount: row.amount,
  orderNo: row.order_no,
  by: null,
});

/** Of the same moment they stay as they are. */
const newestFirst = (a: EarlierRefund, b: EarlierRefund) =>
  Number(a.at < b.at) - Number(a.at > b.at);

interface OfOrder {
  orderNo: string;
  /** ISO UTC, inclusive. */
  since: string;
}

const ownOfOrder = prepared((given: OfOrder) =>
  db
    .selectFrom('payment')
    .innerJoin('operation', 'operation.pay_token', 'payment.pay_token')
    .select(['operation.created_at as at', 'operation.amount', 'operation.order_no'])
    .select(['operation.requested_by', 'operation.requested_by_name'])
    .where('payment.order_no', '=', given.orderNo)
    .where('operation.kind', '=', 'refund')
    .where('operation.created_at', '>=', given.since)
    .where('operation.state', 'not in', [...notGiven])
    .orderBy('operation.created_at', 'desc')
    .orderBy('operation.id', 'desc')
    .limit(MOST_LOOKED_AT),
);

const foreignOfOrder = prepared((given: OfOrder) =>
  db
    .selectFrom('payment')
    .innerJoin('payment_refund as refund', 'refund.pay_token', 'payment.pay_token')
    .select(['refund.refunded_at as at', 'refund.amount', 'payment.order_no'])
    .where('payment.order_no', '=', given.orderNo)
    .where('refund.origin', '<>', 'desk')
    .where('refund.refunded_at', '>=', given.since)
    .orderBy('refund.refunded_at', 'desc')
    .orderBy('refund.pay_token', 'desc')
    .orderBy('refund.refund_no', 'desc')
    .limit(MOST_LOOKED_AT),
);

/** The refunds of all payments of an order since a time, newest first. */
export function* refundsOfOrder(given: OfOrder): Unit<EarlierRefund[]> {
  const own = (yield* ownOfOrder.all(given)).map(fromOwn);
  const foreign = (yield* foreignOfOrder.all(given)).map(fromForeign);
  return [...own, ...foreign].toSorted(newestFirst);
}

interface OfAmount {
  /** Won. */
  amount: number;
  since: string;
  otherThanOrderNo: string;
}

const ownOfAmount = prepared((given: OfAmount) =>
  db
    .selectFrom((from) =>
      from
        .selectFrom('operation')
        .select(['id', 'created_at as at', 'amount', 'order_no', 'state'])
        .select(['requested_by', 'requested_by_name'])
        .where('kind', '=', 'refund')
        .where('created_at', '>=', given.since)
        .orderBy('created_at', 'desc')
        .orderBy('id', 'desc')
        .limit(MOST_LOOKED_AT)
        .as('recent'),
    )
    .select(['at', 'amount', 'order_no', 'requested_by', 'requested_by_name'])
    .where('amount', '=', given.amount)
    .where('order_no', '<>', given.otherThanOrderNo)
    .where('state', 'not in', [...notGiven])
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(1),
);

const foreignOfAmount = prepared((given: OfAmount) =>
  db
    .selectFrom('payment_refund as refund')
    .innerJoin('payment', 'payment.pay_token', 'refund.pay_token')
    .select(['refund.refunded_at as at', 'refund.amount', 'payment.order_no'])
    .where('refund.refunded_at', '>=', given.since)
    .where('refund.amount', '=', given.amount)
    .where('refund.origin', '<>', 'desk')
    .where('payment.order_no', '<>', given.otherThanOrderNo)
    .orderBy('refund.refunded_at', 'desc')
    .orderBy('refund.pay_token', 'desc')
    .limit(1),
);

/** The newest refund of exactly this amount on another order since a time. */
export function* refundOfAmount(given: OfAmount): Unit<EarlierRefund | null> {
  const own = (yield* ownOfAmount.all(given)).map(fromOwn);
  const foreign = (yield* foreignOfAmount.all(given)).map(fromForeign);
  return [...own, ...foreign].toSorted(newestFirst)[0] ?? null;
}

const newestAmounts = prepared((given: { count: number }) =>
  db
    .selectFrom('payment_refund')
    .select('amount')
    // Without it, PostgreSQL's index does not give this order.
    .where('refunded_at', 'is not', null)
    .orderBy('refunded_at', 'desc')
    .orderBy('pay_token', 'desc')
    .orderBy('amount', 'desc')
    .limit(given.count),
);

/** The amounts of the shop's newest refunds, made here or elsewhere; won. */
export function* newestRefundAmounts(count: number): Unit<number[]> {
  return (yield* newestAmounts.all({ count })).map((row) => row.amount);
}
