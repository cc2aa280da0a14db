import type { PaymentRow, PayStatus } from '../payment-row.ts';
import type { World } from '../world.ts';
import { describePayment } from './describe-payment.ts';

/** Time until settlement, after which nothing can be refunded: a year in the sandbox. */
const SETTLEMENT_AFTER_MS = 365 * 24 * 60 * 60 * 1000;

/** Every legal move between the nine states, from the table of the wire page. */
const MOVES: Readonly<Record<PayStatus, readonly PayStatus[]>> = {
  // Straight to COMPLETE: a charge that takes no time (chargeProgressMs 0).
  PAY_STANDBY: ['PAY_APPROVED', 'PAY_PROGRESS', 'PAY_COMPLETE', 'PAY_CANCEL'],
  PAY_APPROVED: ['PAY_PROGRESS', 'PAY_COMPLETE', 'PAY_CANCEL'],
  PAY_CANCEL: [],
  PAY_PROGRESS: ['PAY_COMPLETE', 'PAY_APPROVED', 'PAY_STANDBY'],
  PAY_COMPLETE: ['REFUND_PROGRESS', 'REFUND_SUCCESS', 'SETTLEMENT_COMPLETE'],
  REFUND_PROGRESS: ['REFUND_SUCCESS', 'PAY_COMPLETE'],
  REFUND_SUCCESS: ['REFUND_PROGRESS', 'REFUND_SUCCESS', 'SETTLEMENT_REFUND_COMPLETE'],
  SETTLEMENT_COMPLETE: [],
  SETTLEMENT_REFUND_COMPLETE: [],
};

export function isLegalMove(from: PayStatus, to: PayStatus): boolean {
  return MOVES[from].includes(to);
}

function dueIn(row: PaymentRow, status: PayStatus, progressEndsAt: number | null): number | null {
  switch (status) {
    case 'PAY_STANDBY':
    case 'PAY_APPROVED':
      // A charge that the bank failed may return here after the expiry; then it ends at once.
      return Math.max(row.expiresAt, row.changedAt);
    case 'PAY_PROGRESS':
    case 'REFUND_PROGRESS':
      return progressEndsAt;
    case 'PAY_COMPLETE':
    case 'REFUND_SUCCESS':
      return (row.completedAt ?? row.createdAt) + SETTLEMENT_AFTER_MS;
    case 'PAY_CANCEL':
    case 'SETTLEMENT_COMPLETE':
    case 'SETTLEMENT_REFUND_COMPLETE':
      return null;
  }
}

/** When the payment next changes by itself in its present state. */
export function nextDueOf(row: PaymentRow, progressEndsAt: number | null): number | null {
  return dueIn(row, row.status, progressEndsAt);
}

/**
 * Moves and saves a payment, and keeps its former status answer for lagging reads. `before` runs
 * between the two, for changes that belong to the move (a refund row).
 */
export function movePayment(
  world: World,
  row: PaymentRow,
  to: PayStatus,
  change: Partial<PaymentRow> & { at: number; progressEndsAt?: number },
  before?: () => void,
): PaymentRow {
  if (!isLegalMove(row.status, to)) throw new Error(`Illegal move ${row.status} → ${to}`);
  const { at, progressEndsAt, ...columns } = change;
  // While a lag hides an earlier change, the answer before that change stays the one shown.
  const isLagging = row.lagUntil !== null && row.lagUntil > at;
  const previousAnswer = isLagging
    ? row.previousAnswer
    : JSON.stringify(describePayment(world, row));
  before?.();
  const moved: PaymentRow = { ...row, ...columns, status: to, changedAt: at, previousAnswer };
  moved.dueAt = nextDueOf(moved, progressEndsAt ?? null);
  world.storage.savePayment(moved);
  return moved;
}
