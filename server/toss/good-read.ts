import { isPayStatus, type PayStatus, type ReadFault } from '../../shared/payment.ts';
import { refundKey } from '../../shared/refund-number.ts';
import type { PaymentRead } from './payment-read.ts';

/** Whether a status requires, forbids or allows listed refunds. */
const refundsIn: Record<PayStatus, 'none' | 'some' | 'any'> = {
  PAY_STANDBY: 'none',
  PAY_APPROVED: 'none',
  PAY_CANCEL: 'none',
  PAY_PROGRESS: 'none',
  PAY_COMPLETE: 'none',
  // The refund in progress may be listed or not, and may be the first or a later one.
  REFUND_PROGRESS: 'any',
  REFUND_SUCCESS: 'some',
  // The guide has another status for a settled payment with refunds, but does not say that a partly
  // refunded payment can't have this one.
  SETTLEMENT_COMPLETE: 'any',
  SETTLEMENT_REFUND_COMPLETE: 'some',
};

/**
 * Whether a status read with code 0 also proves what it does *not* show. Only a good read is
 * evidence that a refund is absent.
 * @param payToken the requested one; `null` when the request was by orderNo
 * @returns `null` for a good read, else the fault
 */
export function goodRead(read: PaymentRead, payToken: string | null): ReadFault | null {
  if (payToken !== null && read.payToken !== payToken) return 'other-payment';
  if (!isPayStatus(read.status)) return 'unknown-status';
  if (!read.amountsUnderstood) return 'wrong-amounts';
  const { refunds, amount } = read;
  if (refunds === null) return 'no-refund-list';
  if (!read.refundsUnderstood) return 'unreadable-refund';
  const expected = refundsIn[read.status];
  if (expected === 'none' && refunds.length > 0) return 'list-against-status';
  if (expected === 'some' && refunds.length === 0) return 'list-against-status';
  const names = refunds.map(({ refundNo, transactionId = '' }) =>
    refundKey(refundNo ?? transactionId),
  );
  if (new Set(names).size < refunds.length) return 'number-twice';
  const sum = refunds.reduce((total, refund) => total + refund.amount, 0);
  if (amount !== null && sum > amount) return 'more-than-paid';
  return null;
}
