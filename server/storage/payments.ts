/** Reads of single payments, by token or order number, and of their refunds. */
import { sql } from 'kysely';
import type { RefundEntry } from '../../shared/api.ts';
import type { LookAlike, Payment } from '../../shared/payment.ts';
import type { Connection } from './connection.ts';
import { openStatesSql } from './open-states.ts';
import { itemsOfRow, partsOfRow } from './operation-from-row.ts';
import { paymentFromRow, type JoinedPaymentRow } from './payment-from-row.ts';
import type { PaymentRow } from './schema.ts';
import { all, first, prepared, db } from './statement.ts';
import type { Storage } from './storage.ts';

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

export function findPaymentOn(connection: Connection, payToken: string): Payment | undefined {
  const row = paymentByToken.first(connection, { payToken });
  return row === undefined ? undefined : paymentFromRow(row);
}

/** A payment that must exist. @throws Error if it doesn't */
export function getPaymentOn(connection: Connection, payToken: string): Payment {
  const payment = findPaymentOn(connection, payToken);
  if (payment === undefined) throw new Error(`No payment ${payToken}`);
  return payment;
}

export function findPayment(storage: Storage, payToken: string): Payment | undefined {
  return findPaymentOn(storage.reader, payToken);
}

const tokenOfPayment = prepared((given: { payToken: string }) =>
  db.selectFrom('payment').select('pay_token').where('pay_token', '=', given.payToken),
);

/** The token from the database if the payment exists, without reading the rest of its row. */
export function knownPayToken(connection: Connection, payToken: string): string | undefined {
  return tokenOfPayment.first(connection, { payToken })?.pay_token;
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
export function isErased(connection: Connection, payToken: string): boolean {
  return erasedPayment.first(connection, { payToken }) !== undefined;
}

/** The raw row, for use in transactions. */
export function findPaymentRow(connection: Connection, payToken: string): PaymentRow | undefined {
  return paymentRowByToken.first(connection, { payToken });
}

/** The raw row of a payment that must exist. @throws Error if it doesn't */
export function getPaymentRow(connection: Connection, payToken: string): PaymentRow {
  const row = findPaymentRow(connection, payToken);
  if (row === undefined) throw new Error(`No payment ${payToken}`);
  return row;
}

/** Refunds shown by the newest read that wait for a person's decision. */
export function unbookedRefunds(storage: Storage, payToken: string): LookAlike[] {
  const row = findPaymentRow(storage.reader, payToken);
  return row === undefined ? [] : (JSON.parse(row.unbooked) as LookAlike[]);
}

/** The order numbers of payments by payToken, of those that the desk knows. */
export function orderNosOf(
  connection: Connection,
  payTokens: readonly string[],
): Record<string, string> {
  const given = JSON.stringify([...new Set(payTokens)]);
  const rows = all(
    connection,
    db
      .selectFrom('payment')
      .select(['pay_token', 'order_no'])
      .where('pay_token', 'in', sql<string>`(SELECT value FROM json_each(${given}))`),
  );
  return Object.fromEntries(rows.map(({ pay_token, order_no }) => [pay_token, order_no]));
}

/** All payments with an orderNo, newest first. */
export function paymentsOfOrder(storage: Storage, orderNo: string): Payment[] {
  return all(
    storage.reader,
    paymentWithOpen
      .where('payment.order_no', '=', orderNo)
      .orderBy('payment.created_at', 'desc')
      .limit(50),
  ).map((row) => paymentFromRow(row as JoinedPaymentRow));
}

/** The payment of a buyer's return URL. */
export function findPaymentByReturnRef(storage: Storage, ref: string): Payment | undefined {
  const row = first(storage.reader, paymentWithOpen.where('payment.return_ref', '=', ref));
  return row === undefined ? undefined : paymentFromRow(row);
}

/** The refunds of a payment, newest first, with the requester of the desk's own. */
export function refundsOf(storage: Storage, payToken: string): RefundEntry[] {
  const rows = all(
    storage.reader,
    db
      .selectFrom('payment_refund as refund')
      .leftJoin('operation', 'operation.id', 'refund.operation_id')
      .where('refund.pay_token', '=', payToken)
      .orderBy('refund.refunded_at', 'desc')
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
