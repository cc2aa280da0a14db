import { isV2, type Exchange } from './exchange.ts';
import { wonOf } from './wire-v1.ts';
import { signedOf } from './wire-v2.ts';

/**
 * The discount on what is left of the payment after a money call, in won: `discountedAmount` of its
 * answer. After an execute it is the discount of the whole payment.
 * @returns `null` when it is absent or unreadable
 */
export function discountLeft({ json }: Exchange): number | null {
  return wonOf(json?.['discountedAmount']);
}

/**
 * What of a refund was discount and points, in won, by v2's answer: `refundedDiscountAmount`.
 * @returns `undefined` where it is not told, or does not add up to the refund
 */
export function discountGiven({ call, json }: Exchange): number | undefined {
  if (!isV2(call)) return undefined;
  const won = (name: string) => Math.abs(signedOf(json?.[name]) ?? NaN);
  const discount = won('refundedDiscountAmount');
  return discount + won('refundedPaidAmount') === won('refundedAmount') ? discount : undefined;
}
