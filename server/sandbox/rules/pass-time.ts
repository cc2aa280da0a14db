import { NotPossibleError } from '../answer.ts';
import type { PaymentRow } from '../payment-row.ts';
import type { World } from '../world.ts';
import { endWaiting } from './cancel-payment.ts';
import { completeCharge } from './charge-buyer.ts';
import { movePayment } from './move-payment.ts';

function endCharge(world: World, payment: PaymentRow, atMs: number): void {
  if (payment.progressFails === 0) {
    completeCharge(world, payment, atMs);
    return;
  }
  const back = payment.beforeProgress === 'PAY_APPROVED' ? 'PAY_APPROVED' : 'PAY_STANDBY';
  movePayment(world, payment, back, { at: atMs, beforeProgress: null, progressFails: 0 });
}

function endOpenRefund(world: World, payment: PaymentRow, atMs: number): void {
  const isDone = payment.progressFails === 0;
  const wasRefunded = payment.beforeProgress === 'REFUND_SUCCESS';
  const to = isDone || wasRefunded ? 'REFUND_SUCCESS' : 'PAY_COMPLETE';
  movePayment(world, payment, to, { at: atMs, beforeProgress: null, progressFails: 0 }, () => {
    for (const refund of world.storage.refundsOf(payment.payToken)) {
      if (refund.state !== 'open') continue;
      world.storage.endRefund(refund.seq, isDone ? 'done' : 'failed', isDone ? atMs : null);
    }
  });
}

/** Settles a payment; nothing can be refunded afterwards. */
export function settlePayment(world: World, payment: PaymentRow, atMs: number): PaymentRow {
  if (payment.status === 'PAY_COMPLETE') {
    return movePayment(world, payment, 'SETTLEMENT_COMPLETE', { at: atMs });
  }
  if (payment.status === 'REFUND_SUCCESS') {
    return movePayment(world, payment, 'SETTLEMENT_REFUND_COMPLETE', { at: atMs });
  }
  throw new NotPossibleError(`A payment in ${payment.status} can't be settled.`);
}

function comeDue(world: World, payment: PaymentRow, atMs: number): void {
  switch (payment.status) {
    case 'PAY_STANDBY':
    case 'PAY_APPROVED':
      endWaiting(world, payment, atMs, 'expiry');
      return;
    case 'PAY_PROGRESS':
      endCharge(world, payment, atMs);
      return;
    case 'REFUND_PROGRESS':
      endOpenRefund(world, payment, atMs);
      return;
    case 'PAY_COMPLETE':
    case 'REFUND_SUCCESS':
      settlePayment(world, payment, atMs);
      return;
    case 'PAY_CANCEL':
    case 'SETTLEMENT_COMPLETE':
    case 'SETTLEMENT_REFUND_COMPLETE':
      throw new Error(`Nothing comes due in ${payment.status}`);
  }
}

/**
 * Processes everything that is due by now, in order and with its own time: expiry, the end of
 * charges and refunds in progress, settlement.
 */
export function passTime(world: World): void {
  const nowMs = world.clock.now();
  const first = world.storage.findDuePayment(nowMs);
  if (!first) return;
  world.storage.unit(() => {
    let due: PaymentRow | undefined = first;
    while (due?.dueAt != null) {
      comeDue(world, due, due.dueAt);
      due = world.storage.findDuePayment(nowMs);
    }
  });
}
