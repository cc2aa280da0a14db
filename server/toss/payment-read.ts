import type { Payment, ToldField } from '../../shared/payment.ts';
import type { Parts } from '../../shared/tax-split.ts';

/** One entry of a status answer's `refunds`. */
export interface RefundSeen {
  refundNo: string;
  /** Won. */
  amount: number;
  reason: string | null;
  /** ISO-8601 UTC. */
  at: string | null;
  /** Its status is `SUCCESS`. */
  done: boolean;
}

/**
 * What one status answer told of a payment. `null` means that Toss did not say, or said something
 * unreadable; it never stands for zero, empty or none. Instants are ISO-8601 UTC, amounts won.
 */
export interface PaymentRead extends Pick<Payment, ToldField> {
  payToken: string;
  orderNo: string;
  /** One of `PayStatus`, or whatever Toss said. */
  status: string;
  amount: number | null;
  parts: Parts | null;
  productDesc: string | null;
  /** A buyer has attached to the payment. */
  hasOwner: boolean | null;
  availableActions: string[] | null;
  refunds: RefundSeen[] | null;
  /** Every entry of the list could be read, and is in a state that a document names. */
  refundsUnderstood: boolean;
  createdAt: string | null;
  completedAt: string | null;
  canceledAt: string | null;
}
