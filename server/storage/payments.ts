/** Reads of single payments, by token or order number, and of their refunds. */
import { sql } from 'kysely';
import type { RefundEntry } from '../../shared/api.ts';
import type { LookAlike, Payment } from '../../shared/payment.ts';
import { openStatesSql } from './open-states.ts';
import { itemsOfRow, partsOfRow } from './operation-from-row.ts';
import { paymentFromRow, type JoinedPaymentRow } from './payment-from-row.ts';
import type { PaymentRow } from './schema.ts';
import { all, first, prepared, db } from './statement.ts';
import type { Storage } from './storage.ts';
import type { Unit } from './unit.ts';

const paymentWithOpen = db
  .selectFrom('payment')
  .leftJoin('operation as open', (join) =>
    join
      .onRef('open.pay_token', '=', 'payment.pay_token')
      .on('open.state', 'in', sql`(${openStatesSql})`),
  )
  .selectAll('payment')
  .select([
    'open.id as open_id',
    'open.kind as open_kind',
    'open.state as open_state',
    'open.amount as open_amount',
    'open.requested_by as open_requested_by',
    'open.requested_by_name as open_requested_by_name',
    'open.created_at as open_created_at',
    'open.sent_at as open_sent_at',
    'open.next_check_at as open_next_check_at',
    'open.send_after as open_send_after',
    'open.verdict as open_verdict',
    'open.toss_error_code as open_toss_error_code',
    'open.toss_message as open_toss_message',
    'open.settles_at as open_settles_at',
  ]);

const paymentByToken = prepared((given: { payToken: string }) =>
  paymentWithOpen.where('payment.pay_token', '=', given.payToken),
);

export function* findPaymentOn(payToken: string): Unit<Payment | undefined> {
  const row = yield* paymentByToken.first({ payToken });
  return row === undefined ? undefined : paymentFromRow(row);
}

/** A payment that must exist. @throws Error if it doesn't */
export function* getPaymentOn(payToken: string): Unit<Payment> {
  const payment = yield* findPaymentOn(payToken);
  if (payment === undefined) throw new Error(`No payment ${payToken}`);
  return payment;
}

export function findPayment(storage: Storage, payToken: string): Payment | undefined {
  return storage.read(findPaymentOn(payToken));
}

const tokenOfPayment = prepared((given: { payToken: string }) =>
  db.selectFrom('payment').select('pay_token').where('pay_token', '=', given.payToken),
);

/** The token from the database if the payment exists, without reading the rest of its row. */
export function* knownPayToken(payToken: string): Unit<string | undefined> {
  return (yield* tokenOfPayment.first({ payToken }))?.pay_token;
}

const paymentRowByToken = prepared((given: { payToken: string }) =>
  db.selectFrom('payment').selectAll().where('pay_token', '=', given.payToken),
);

const erasedPayment = prepared((given: { payToken: string }) =>
  db
    .selectFrom('payment')
    .select('pay_token')
    .where('pay_token', '=', given.payToken)
    .where('erased_at', 'is not', null),
);

/** `true` if the buyer's data was erased; later personal data isn't stored either. */
export function* isErased(payToken: string): Unit<boolean> {
  return (yield* erasedPayment.first({ payToken })) !== undefined;
}

/** The raw row, for use in transactions. */
export function findPaymentRow(payToken: string): Unit<PaymentRow | undefined> {
  return paymentRowByToken.first({ payToken });
}

/** The raw row of a payment that must exist. @throws Error if it doesn't */
export function* getPaymentRow(payToken: string): Unit<PaymentRow> {
  const row = yield* findPaymentRow(payToken);
  if (row === undefined) throw new Error(`No payment ${payToken}`);
  return row;
}

/** Refunds shown by the newest read that wait for a person's decision. */
export function unbookedRefunds(storage: Storage, payToken: string): LookAlike[] {
  const row = storage.read(findPaymentRow(payToken));
  return row === undefined ? [] : (JSON.parse(row.unbooked) as LookAlike[]);
}

/** The order numbers of payments by payToken, of those that the desk knows. */
export function* orderNosOf(payTokens: readonly string[]): Unit<Record<string, string>> {
  const given = JSON.stringify([...new Set(payTokens)]);
  const rows = yield* all(
    db
      .selectFrom('payment')
      .select(['pay_token', 'order_no'])
      .where('pay_token', 'in', sql<string>`(SELECT value FROM json_each(${given}))`),
  );
  return Object.fromEntries(rows.map(({ pay_token, order_no }) => [pay_token, order_no]));
}

/** All payments with an orderNo, newest first. */
export function paymentsOfOrder(storage: Storage, orderNo: string): Payment[] {
  return storage
    .read(
      all(
        paymentWithOpen
          .where('payment.order_no', '=', orderNo)
          .orderBy('payment.created_at', 'desc')
          .limit(50),
      ),
    )
    .map((row) => paymentFromRow(row as JoinedPaymentRow));
}

/** The payment of a buyer's return URL. */
export function findPaymentByReturnRef(storage: Storage, ref: string): Payment | undefined {
  const row = storage.read(first(paymentWithOpen.where('payment.return_ref', '=', ref)));
  return row === undefined ? undefined : paymentFromRow(row);
}

/** The refunds of a payment, newest first, with the requester of the desk's own. */
export function refundsOf(storage: Storage, payToken: string): RefundEntry[] {
  const rows = storage.read(
    all(
      db
        .selectFrom('payment_refund as refund')
        .leftJoin('operation', 'operation.id', 'refund.operation_id')
        .where('refund.pay_token', '=', payToken)
        .orderBy('refund.refunded_at', (order) => order.desc().nullsLast())
        .orderBy('refund.first_seen_at', 'desc')
        .select([
          'refund.refund_no',
          'refund.amount',
          'refund.reason',
          'refund.refunded_at',
          'refund.operation_id',
          'refund.discounted',
          'operation.amount as own_amount',
          'operation.items',
          'operation.taxable',
          'operation.vat',
          'operation.tax_free',
          'operation.service_fee',
          'operation.reason as own_reason',
          'operation.requested_by',
          'operation.requested_by_name',
        ]),
    ),
  );
  return rows.map((row) => ({
    refundNo: row.refund_no,
    amount: row.amount,
    // If Toss shows another amount than requested, the parts and the items are unknown.
    ...(row.operation_id === null || row.own_amount !== row.amount
      ? { parts: null, items: null }
      : { parts: partsOfRow(row), items: itemsOfRow(row.items) }),
    reason: row.own_reason ?? row.reason,
    at: row.refunded_at,
    operationId: row.operation_id,
    discounted: row.discounted,
    staff:
      row.requested_by === null
        ? null
        : { id: row.requested_by, name: row.requested_by_name ?? '' },
  }));
}
