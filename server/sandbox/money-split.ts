import type { PaymentRow } from './payment-row.ts';
import type { PaymentTerms } from './payment-terms.ts';

/** Where an amount comes from: 즉시할인, 토스포인트 and the buyer's own money. */
export type MoneySplit = { discount: number; points: number; paid: number };

export const DISCOUNT_ROUNDINGS = ['floor', 'ceil', 'round'] as const;
export type DiscountRounding = (typeof DISCOUNT_ROUNDINGS)[number];

/**
 * What of `leftWon` is discount, points and money. The discount shrinks in proportion; points come
 * back last, after the buyer's money, so they are the last to shrink.
 */
export function splitOf(
  payment: Pick<PaymentRow, 'amount'>,
  terms: PaymentTerms,
  leftWon: number,
  rounding: DiscountRounding,
): MoneySplit {
  const share = (terms.discountWon * leftWon) / payment.amount;
  const discount = Math[rounding](share);
  const points = Math.min(terms.pointsWon, leftWon - discount);
  return { discount, points, paid: leftWon - discount - points };
}

export function subtractSplit(a: MoneySplit, b: MoneySplit): MoneySplit {
  return {
    discount: a.discount - b.discount,
    points: a.points - b.points,
    paid: a.paid - b.paid,
  };
}
