import type { Exchange } from './exchange.ts';
import { wonOf } from './wire-v1.ts';

/**
 * The discount on what is left of the payment after a money call, in won: `discountedAmount` of its
 * answer. After an execute it is the discount of the whole payment.
 * @returns `null` when it is absent or unreadable
 */
export function discountLeft({ json }: Exchange): number | null {
  return wonOf(json?.['discountedAmount']);
}
