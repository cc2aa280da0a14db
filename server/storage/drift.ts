/** Where the desk's books and Toss's differ (어긋남), and what somebody has looked at already. */
import type { Drift, Payment } from '../../shared/payment.ts';
import { appendAudit } from './audit.ts';
import { appendEvent, staffActor, type ActingStaff } from './events.ts';
import type { Connection } from './connection.ts';
import { foreignRefundedWon } from './payment-from-row.ts';
import { findPaymentOn } from './payments.ts';
import type { PaymentRow } from './schema.ts';
import { all, prepared, run, sqlFor } from './statement.ts';
import type { Storage } from './storage.ts';

/** A refund that was booked this recently may be missing from a read that lags behind. */
const LAG_MS = 2 * 60 * 1000;

/** As much of a read as tells which refunds Toss shows. */
interface ShownRefunds {
  good: boolean;
  askedAt: string;
  facts: { refunds: readonly { refundNo: string }[] | null };
}

/** `true` when a good read no longer shows a refund that is booked, and lag can't explain it. */
function showsLess(connection: Connection, row: PaymentRow, read: ShownRefunds): boolean {
  if (!read.good || read.facts.refunds === null || row.refunded === 0) return false;
  const shown = new Set(read.facts.refunds.map((refund) => refund.refundNo));
  const before = new Date(Date.parse(read.askedAt) - LAG_MS).toISOString();
  return all(
    connection,
    sqlFor
      .selectFrom('payment_refund')
      .select('refund_no')
      .where('pay_token', '=', row.pay_token)
      .where('first_seen_at', '<', before),
  ).some((booked) => !shown.has(booked.refund_no));
}

const outsideRefund = prepared((given: { payToken: string; after: string }) =>
  sqlFor
    .selectFrom('payment_refund')
    .select('refund_no')
    .where('pay_token', '=', given.payToken)
    .where('origin', '=', 'outside')
    .where('first_seen_at', '>', given.after)
    .limit(1),
);

const lateFinding = prepared((given: { payToken: string; after: string }) =>
  sqlFor
    .selectFrom('operation')
    .select('id')
    .where('pay_token', '=', given.payToken)
    .where('late', '=', 1)
    .where('ended_at', '>', given.after)
    .limit(1),
);

/**
 * What differs after a read, apart from what somebody has acknowledged.
 * @param contradicts the read went backwards
 */
export function driftAfter(
  connection: Connection,
  row: PaymentRow,
  read: ShownRefunds,
  contradicts: boolean,
): Drift | null {
  if (contradicts || showsLess(connection, row, read)) return 'contradiction';
  return ownDrift(connection, row);
}

/** What differs by the desk's own books, whatever the next read will say. */
function ownDrift(connection: Connection, row: PaymentRow): Drift | null {
  const unseen = { payToken: row.pay_token, after: row.acknowledged_at ?? '' };
  if (lateFinding.first(connection, unseen) !== undefined) return 'contradiction';
  if (foreignRefundedWon(row) === 0) return null;
  return outsideRefund.first(connection, unseen) === undefined ? null : 'outside-refund';
}

/**
 * Somebody has looked at the differences of a payment and says what they are. One that the next
 * read finds again comes back.
 *
 * @param decide throws where this can't be acknowledged; runs inside the transaction
 */
export function acknowledgeDrift(
  storage: Storage,
  payToken: string,
  seen: { note: string; by: ActingStaff },
  decide: (payment: Payment | undefined) => void,
): Promise<void> {
  return storage.transact((connection) => {
    decide(findPaymentOn(connection, payToken));
    const at = storage.clock.nowIso();
    run(
      connection,
      sqlFor
        .updateTable('payment')
        .set({ acknowledged_at: at, drift: null, changed_at: at })
        .where('pay_token', '=', payToken),
    );
    appendEvent(connection, {
      at,
      type: 'payment',
      what: 'drift-acknowledged',
      source: 'staff',
      pay_token: payToken,
      staff_id: seen.by.id,
      staff_name: seen.by.name,
      detail: seen.note,
    });
    appendAudit(connection, {
      at,
      actor: staffActor(seen.by),
      action: 'drift-acknowledged',
      payToken,
      detail: { note: seen.note },
    });
  });
}
