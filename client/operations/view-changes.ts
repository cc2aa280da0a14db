import type { Payment } from '../../shared/payment.ts';
import type { ViewChange } from '../../shared/problem.ts';

type Seen = Pick<Payment, 'refunded' | 'status' | 'amount'>;

/** The differences between the payment that a form shows and the payment now. */
export function viewChanges(seen: Seen, now: Seen): ViewChange[] {
  const fields = ['refunded', 'amount', 'status'] as const;
  return fields
    .filter((field) => seen[field] !== now[field])
    .map((field) => ({ field, seen: seen[field], now: now[field] }));
}
