import type { PaymentDetail } from '../../shared/api.ts';
import type { ViewChange } from '../../shared/problem.ts';

type Seen = Pick<PaymentDetail, 'payment' | 'bankTransferOffer'>;

function factsOf({ payment, bankTransferOffer }: Seen) {
  const { refunded, amount, status } = payment;
  return { refunded, amount, status, transferred: bankTransferOffer.recordedWon };
}

/** The differences between the payment that a form shows and the payment now. */
export function viewChanges(seen: Seen, now: Seen): ViewChange[] {
  const [before, after] = [factsOf(seen), factsOf(now)];
  const fields = ['refunded', 'amount', 'status', 'transferred'] as const;
  return fields
    .filter((field) => before[field] !== after[field])
    .map((field) => ({ field, seen: before[field], now: after[field] }));
}
