/** A payment with what the desk's refunds hold of it: refunded, or not proved to have failed. */
import type { PaymentDetail } from '../../shared/api.ts';
import { heldBy, type Held } from '../../shared/held-refunds.ts';
import type { Payment } from '../../shared/payment.ts';

export interface HeldPayment extends Payment {
  held: Held;
}

export function withHeld({ payment, operations }: PaymentDetail): HeldPayment {
  const refunds = operations.flatMap((one) =>
    one.parts === null ? [] : [{ ...one, parts: one.parts }],
  );
  return { ...payment, held: heldBy(refunds) };
}

/** Refunded or asked for without naming items, in won. */
export const refundedByAmount = ({ refunded, held }: Pick<HeldPayment, 'refunded' | 'held'>) =>
  Math.max(0, refunded + held.unsettledWon - held.itemsWon);

/** How many of each line may still be refunded. */
export function leftOfItems({ items, held }: Pick<HeldPayment, 'items' | 'held'>): number[] {
  return (items ?? []).map(({ quantity }, index) =>
    Math.max(0, quantity - (held.quantities.get(index + 1) ?? 0)),
  );
}
