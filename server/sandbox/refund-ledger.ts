import { type MoneySplit, splitOf, subtractSplit, type DiscountRounding } from './money-split.ts';
import type { PaymentRow, RefundRow } from './payment-row.ts';
import type { PaymentTerms } from './payment-terms.ts';

/** A refund that stands, with its place among all of the payment and its money. */
export type RefundEntry = {
  refund: RefundRow;
  step: number;
  split: MoneySplit;
  /** What is left of the payment after it. */
  leftWon: number;
  left: MoneySplit;
};

/** Replays a payment's refunds in their order; failed ones keep their step and move no money. */
export function ledgerOf(
  payment: PaymentRow,
  terms: PaymentTerms,
  refunds: readonly RefundRow[],
  rounding: DiscountRounding,
): RefundEntry[] {
  const entries: RefundEntry[] = [];
  let leftWon = payment.amount;
  let before = splitOf(payment, terms, leftWon, rounding);
  for (const [index, refund] of refunds.entries()) {
    if (refund.state === 'failed') continue;
    leftWon -= refund.amount;
    const left = splitOf(payment, terms, leftWon, rounding);
    entries.push({ refund, step: index + 1, split: subtractSplit(before, left), leftWon, left });
    before = left;
  }
  return entries;
}
