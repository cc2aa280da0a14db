/** When to poll a payment next: often while it can change, then less often. */
import { canStillMove, isPayStatus } from '../../shared/payment.ts';
import type { PaymentRow } from '../storage/schema.ts';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** Toss's longest wait for a buyer; used when the expiry is unknown. */
const LONGEST_WAIT_MS = 60 * MINUTE_MS;
/** Poll interval while something should have settled but has not. */
const UNSETTLED_MS = 10 * MINUTE_MS;
/** Paid payments are polled daily this long, for outside refunds and settlement. */
const SWEEP_FOR_MS = 90 * DAY_MS;

function delayWhileOpen(row: PaymentRow, nowMs: number): number {
  const ageMs = nowMs - Date.parse(row.created_at);
  const expiresMs =
    row.expires_at === null
      ? Date.parse(row.created_at) + LONGEST_WAIT_MS
      : Date.parse(row.expires_at);
  const leftMs = expiresMs - nowMs;
  if (row.status === 'PAY_PROGRESS' || row.status === 'REFUND_PROGRESS') {
    return ageMs < DAY_MS ? 5 * SECOND_MS : 5 * MINUTE_MS;
  }
  // The status changes around the expiry, so poll quickly shortly before and after it.
  if (leftMs < 2 * MINUTE_MS && leftMs > -2 * MINUTE_MS) return 5 * SECOND_MS;
  if (ageMs < 2 * MINUTE_MS) return 20 * SECOND_MS;
  if (leftMs > 0) return MINUTE_MS;
  return 10 * MINUTE_MS;
}

/**
 * @param scale factor for the delays, 1 in production; the daily poll is not scaled
 * @returns when to poll next, ISO UTC; `null` when polling ends
 */
export function nextPollAt(row: PaymentRow, now: string, scale: number): string | null {
  const nowMs = Date.parse(now);
  if (canStillMove(row.status)) {
    return new Date(nowMs + delayWhileOpen(row, nowMs) * scale).toISOString();
  }
  // An unknown status may still change.
  if (!isPayStatus(row.status)) return new Date(nowMs + UNSETTLED_MS * scale).toISOString();
  // Reads contradict the books, or none was good since a restore: more reads are needed.
  if (row.differs_no !== null || row.quarantined === 1)
    return new Date(nowMs + UNSETTLED_MS * scale).toISOString();
  if (row.status === 'PAY_COMPLETE' && row.refunded > 0) {
    const sinceMs = nowMs - Date.parse(row.changed_at);
    const delayMs = sinceMs < 2 * MINUTE_MS ? 5 * SECOND_MS : UNSETTLED_MS;
    return new Date(nowMs + delayMs * scale).toISOString();
  }
  const paidMs = row.completed_at === null ? null : Date.parse(row.completed_at);
  const swept =
    (row.status === 'PAY_COMPLETE' || row.status === 'REFUND_SUCCESS') &&
    paidMs !== null &&
    nowMs - paidMs < SWEEP_FOR_MS;
  return swept ? new Date(nowMs + DAY_MS).toISOString() : null;
}
