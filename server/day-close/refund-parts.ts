/** The tax parts of refunds, reckoned as an export does: both papers show the same won. */
import type { Parts } from '../../shared/tax-split.ts';
import { linesOf } from '../payment-lines.ts';
import type { DayRefund } from '../storage/day-close-figures.ts';
import { findPayment, refundsOf } from '../storage/payments.ts';
import type { Storage } from '../storage/storage.ts';

const positive = (parts: Parts): Parts => ({
  taxable: Math.abs(parts.taxable),
  vat: Math.abs(parts.vat),
  taxFree: Math.abs(parts.taxFree),
  serviceFee: Math.abs(parts.serviceFee),
});

/**
 * What a refund without known parts takes of its payment's parts: Toss tells none, so it shares
 * what is left after the known ones.
 * @returns `null` where Toss's figures allow none
 */
export function reckonedParts(storage: Storage, refund: DayRefund): Parts | null {
  const payment = findPayment(storage, refund.payToken);
  if (payment === undefined) throw new Error(`No payment ${refund.payToken}`);
  const lines = linesOf(payment, refundsOf(storage, refund.payToken));
  const line = lines.find(({ refundNo }) => refundNo === refund.refundNo);
  return line?.parts == null ? null : positive(line.parts);
}
