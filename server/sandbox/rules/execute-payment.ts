import { type Answer, failure, ParameterError, success } from '../answer.ts';
import { type Fields, readText, readWon } from '../fields.ts';
import type { PaymentRow } from '../payment-row.ts';
import { discountedOf } from '../payment-terms.ts';
import { toSeoulText } from '../seoul-time.ts';
import type { World } from '../world.ts';
import { chargeBuyer, type Progress } from './charge-buyer.ts';

function refusal(payment: PaymentRow): Answer | undefined {
  switch (payment.status) {
    case 'PAY_APPROVED':
      return undefined;
    case 'PAY_STANDBY':
      return failure('EXECUTE_PAY_NOT_APPROVED');
    case 'PAY_PROGRESS':
      return failure('TRANSACTION_PENDING_ERROR');
    case 'PAY_CANCEL':
      return failure(payment.canceledBy === 'expiry' ? 'PAY_EXPIRED' : 'PAY_ITS_NOT_ABLE_TO_PAY');
    case 'PAY_COMPLETE':
    case 'REFUND_PROGRESS':
    case 'REFUND_SUCCESS':
    case 'SETTLEMENT_COMPLETE':
    case 'SETTLEMENT_REFUND_COMPLETE':
      return failure('PAY_ALREADY_COMPLETED');
  }
}

/** `POST /api/v1/execute`: charges an approved payment; amount and orderNo must match. */
export function executePayment(
  world: World,
  payment: PaymentRow,
  fields: Fields,
  progress?: Progress,
): Answer {
  const amount = readWon(fields, 'amount');
  const orderNo = readText(fields, 'orderNo', 50);
  if (amount !== undefined && amount !== payment.amount) {
    throw new ParameterError('amount 값이 결제 금액과 다릅니다.');
  }
  if (orderNo !== undefined && orderNo !== payment.orderNo) {
    throw new ParameterError('orderNo 값이 결제의 주문번호와 다릅니다.');
  }
  const refused = refusal(payment);
  if (refused) return refused;
  const charged = chargeBuyer(world, payment, progress);
  if (charged.status === 'PAY_PROGRESS') return failure('TRANSACTION_PENDING_ERROR');
  return success({
    approvalTime: toSeoulText(charged.completedAt),
    orderNo: payment.orderNo,
    amount: payment.amount,
    discountedAmount: discountedOf(world.storage.termsOf(payment.payToken)),
    payMethod: payment.payMethod,
    payToken: payment.payToken,
  });
}
