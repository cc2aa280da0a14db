import { type Answer, failure, success } from '../answer.ts';
import { type Fields, readText } from '../fields.ts';
import type { PaymentRow } from '../payment-row.ts';
import type { World } from '../world.ts';
import { movePayment } from './move-payment.ts';

/** Ends a waiting payment; no money has moved. */
export function endWaiting(
  world: World,
  payment: PaymentRow,
  atMs: number,
  canceledBy: 'buyer' | 'merchant' | 'expiry',
  cancelReason: string | null = null,
): PaymentRow {
  const change = { at: atMs, canceledAt: atMs, canceledBy, cancelReason };
  return movePayment(world, payment, 'PAY_CANCEL', change);
}

/** `POST /api/v1/cancel`: only while the payment waits. */
export function cancelPayment(world: World, payment: PaymentRow, fields: Fields): Answer {
  // v2's documents have no cancel of their own; their text for v1's allows more.
  const longest = world.storage.termsOf(payment.payToken).createdBy === 'v2' ? 255 : 50;
  const reason = readText(fields, 'reason', longest) ?? null;
  if (payment.status !== 'PAY_STANDBY' && payment.status !== 'PAY_APPROVED') {
    return failure('CANCEL_IMPOSSIBLE_STATUS');
  }
  endWaiting(world, payment, world.clock.now(), 'merchant', reason);
  return success({ payToken: payment.payToken });
}
