/**
 * Toss doesn't know of refunds by bank transfer and would pay them again. So a request that sends a
 * refund to Toss has the sum of transfers that its sender was shown.
 */
import type { Payment } from '../../shared/payment.ts';
import type { ViewChange } from '../../shared/problem.ts';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { recordedWonOn } from '../storage/bank-transfers.ts';

export function transfersSince(seenWon: number | undefined, nowWon: number): ViewChange {
  return { field: 'transferred', seen: seenWon ?? 0, now: nowWon };
}

/** @throws AppError stale-view when another sum is recorded than was seen */
export function requireSeenTransfers(
  deps: Deps,
  payment: Payment,
  seenWon: number | undefined,
): void {
  const change = transfersSince(seenWon, deps.storage.read(recordedWonOn(payment.payToken)));
  if (change.seen === change.now) return;
  throw new AppError('stale-view', undefined, { changes: [change], payment });
}
