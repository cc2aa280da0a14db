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
 * A parsed status answer. `null` means that the field is absent or unreadable, never zero, empty or
 * none. Times are ISO-8601 UTC, amounts won.
 */
export interface PaymentRead extends Pick<Payment, ToldField> {
  payToken: string;
  orderNo: string;
  /** One of `PayStatus`, or any other text that Toss sent. */
  status: string;
  amount: number | null;
  parts: Parts | null;
  productDesc: string | null;
  /** Toss's `hasOwner`: a buyer is attached to the payment. */
  hasOwner: boolean | null;
  availableActions: string[] | null;
  refunds: RefundSeen[] | null;
  /** No amount is negative. */
  amountsUnderstood: boolean;
  /** Every entry of the list is readable and in a documented status. */
  refundsUnderstood: boolean;
  createdAt: string | null;
  completedAt: string | null;
  canceledAt: string | null;
}
