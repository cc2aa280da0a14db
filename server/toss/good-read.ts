import { isPayStatus, type PayStatus } from '../../shared/payment.ts';
import type { PaymentRead } from './payment-read.ts';

/** What a state says about the list of refunds. */
const refundsIn: Record<PayStatus, 'none' | 'some' | 'any'> = {
  PAY_STANDBY: 'none',
  PAY_APPROVED: 'none',
  PAY_CANCEL: 'none',
  PAY_PROGRESS: 'none',
  PAY_COMPLETE: 'none',
  // The refund in progress may be listed or not, and may be the first or a later one.
  REFUND_PROGRESS: 'any',
  REFUND_SUCCESS: 'some',
  // The guide has a state of its own for a settled payment with refunds, but does not say that a
  // partly refunded one can't come to this one.
  SETTLEMENT_COMPLETE: 'any',
  SETTLEMENT_REFUND_COMPLETE: 'some',
};

/**
 * Whether a status read with code 0 proves what it does *not* show: only a good one counts as
 * evidence that a refund is absent.
 * @param payToken the one that was asked for; `null` when it was asked by orderNo
 * @returns `null` for a good read, else one short English reason
 */
export function goodRead(read: PaymentRead, payToken: string | null): string | null {
  if (payToken !== null && read.payToken !== payToken) return 'about another payToken';
  if (!isPayStatus(read.status)) return 'in a state that is none of the nine';
  const { refunds, amount } = read;
  if (refunds === null) return 'without a readable list of refunds';
  const expected = refundsIn[read.status];
  if (expected === 'none' && refunds.length > 0) return `refunds in ${read.status}`;
  if (expected === 'some' && refunds.length === 0) return `no refunds in ${read.status}`;
  if (new Set(refunds.map((refund) => refund.refundNo)).size < refunds.length) {
    return 'one refund number twice';
  }
  const sum = refunds.reduce((total, refund) => total + refund.amount, 0);
  if (amount !== null && sum > amount) return 'more refunded than paid';
  return null;
}
