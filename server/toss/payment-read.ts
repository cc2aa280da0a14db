import type { Payment, ToldField, TossView } from '../../shared/payment.ts';
import type { Parts } from '../../shared/tax-split.ts';

/** A refund that a status answer lists: v1 tells its number, v2 the id of its transaction. */
export interface RefundSeen {
  refundNo?: string;
  transactionId?: string;
  /** Won, before discounts. */
  amount: number;
  /** What of it was the buyer's own money, and what discount and points. */
  paidWon?: number;
  discountWon?: number;
  reason: string | null;
  /** ISO-8601 UTC. */
  at: string | null;
  /** `false` while it is in progress, or may be. */
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
  /** No amount is negative, and by v2 they add up. */
  amountsUnderstood: boolean;
  /** Every entry of the list is readable and in a documented status. */
  refundsUnderstood: boolean;
  createdAt: string | null;
  completedAt: string | null;
  canceledAt: string | null;
  /** What only v2 tells. */
  tossView?: TossView;
}
