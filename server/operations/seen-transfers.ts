/**
 * Toss knows nothing of what staff gave back by bank transfer, and would pay it once more. So
 * whoever sends a refund to Toss says which sum of transfers they saw.
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
  const change = transfersSince(seenWon, recordedWonOn(deps.storage.reader, payment.payToken));
  if (change.seen === change.now) return;
  throw new AppError('stale-view', undefined, { changes: [change], payment });
}
