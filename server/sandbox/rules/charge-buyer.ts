import type { PaymentRow } from '../payment-row.ts';
import type { World } from '../world.ts';
import { movePayment } from './move-payment.ts';
import { queueCallback } from './queue-callback.ts';

/** Duration and outcome of a charge or refund that takes time. */
export type Progress = { ms: number; fails: boolean };

/** The money moves: state, books and callback together. */
export function completeCharge(
  world: World,
  payment: PaymentRow,
  atMs: number,
  buyer: Partial<PaymentRow> = {},
): PaymentRow {
  const moved = movePayment(world, payment, 'PAY_COMPLETE', {
    ...buyer,
    at: atMs,
    completedAt: atMs,
    beforeProgress: null,
  });
  world.storage.recordCharge(payment.payToken, atMs);
  queueCallback(world, moved, atMs);
  return moved;
}

/**
 * Starts a charge; with `progress` (or the option) it ends later and may fail. `buyer` holds the
 * columns set by an authentication right before it.
 */
export function chargeBuyer(
  world: World,
  payment: PaymentRow,
  progress?: Progress,
  buyer: Partial<PaymentRow> = {},
): PaymentRow {
  const nowMs = world.clock.now();
  const options = world.options();
  const { ms, fails } = progress ?? {
    ms: options.chargeProgressMs,
    fails: options.chargeProgressFails,
  };
  if (ms === 0) return completeCharge(world, payment, nowMs, buyer);
  return movePayment(world, payment, 'PAY_PROGRESS', {
    ...buyer,
    at: nowMs,
    progressEndsAt: nowMs + ms,
    beforeProgress: payment.autoExecute === 1 ? 'PAY_STANDBY' : 'PAY_APPROVED',
    progressFails: Number(fails),
  });
}
