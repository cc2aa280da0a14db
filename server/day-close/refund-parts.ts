/** Tax parts of refunds for which Toss gives none: an estimate, which the sheet marks as such. */
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
 * The parts of a refund for which Toss gives none: it shares what the known refunds leave of the
 * payment's refunded parts.
 * @returns `null` when Toss's figures allow no split
 */
export function reckonedParts(storage: Storage, refund: DayRefund): Parts | null {
  const payment = findPayment(storage, refund.payToken);
  if (payment === undefined) throw new Error(`No payment ${refund.payToken}`);
  const lines = linesOf(payment, refundsOf(storage, refund.payToken));
  const line = lines.find(({ refundNo }) => refundNo === refund.refundNo);
  return line?.parts == null ? null : positive(line.parts);
}
