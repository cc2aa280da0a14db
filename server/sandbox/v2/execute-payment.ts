import { type Answer, ParameterError } from '../answer.ts';
import { transactionIdOf } from '../derived-id.ts';
import { type Fields, readText } from '../fields.ts';
import type { SandboxOptions } from '../options.ts';
import type { PaymentRow } from '../payment-row.ts';
import { discountedOf } from '../payment-terms.ts';
import { chargeBuyer, type Progress } from '../rules/charge-buyer.ts';
import { toSeoulText } from '../seoul-time.ts';
import type { World } from '../world.ts';
import { v2Failure, v2Success } from './answer.ts';
import { accountFields, cardFields, cashReceiptKey } from './paid-with.ts';

function refusal(payment: PaymentRow, options: SandboxOptions): Answer | undefined {
  switch (payment.status) {
    case 'PAY_APPROVED':
      return undefined;
    case 'PAY_STANDBY':
      return v2Failure('EXECUTE_PAY_NOT_APPROVED');
    case 'PAY_PROGRESS':
      return v2Failure('TRANSACTION_PENDING_ERROR');
    case 'PAY_CANCEL':
      return v2Failure('COMMON_ITS_NOT_ABLE_TO_CHANGE_STATUS');
    case 'PAY_COMPLETE':
    case 'REFUND_PROGRESS':
    case 'REFUND_SUCCESS':
    case 'SETTLEMENT_COMPLETE':
    case 'SETTLEMENT_REFUND_COMPLETE':
      return v2Failure(options.executedAgainCode);
  }
}

/** `POST /api/v2/execute`: compares `orderNo` alone; there is no `amount` any more. */
export function executePayment(
  world: World,
  payment: PaymentRow,
  fields: Fields,
  progress?: Progress,
): Answer {
  const options = world.options();
  const orderNo = readText(fields, 'orderNo', 50);
  if (orderNo !== undefined && orderNo !== payment.orderNo) {
    throw new ParameterError('orderNo 값이 결제의 주문번호와 다릅니다.');
  }
  const refused = refusal(payment, options);
  if (refused) return refused;
  const charged = chargeBuyer(world, payment, progress);
  if (charged.status === 'PAY_PROGRESS') return v2Failure('TRANSACTION_PENDING_ERROR');
  const terms = world.storage.termsOf(payment.payToken);
  return v2Success(options, {
    mode: options.mode,
    orderNo: payment.orderNo,
    amount: payment.amount,
    approvalTime: toSeoulText(charged.completedAt),
    stateMsg: '결제 완료',
    discountedAmount: discountedOf(terms),
    paidAmount: payment.amount - discountedOf(terms),
    payMethod: payment.payMethod,
    payToken: payment.payToken,
    transactionId: transactionIdOf(payment.payToken, 0),
    ...cardFields(payment, terms, 0, options, [
      'cardCompanyCode',
      'cardCompanyName',
      'cardAuthorizationNo',
      'spreadOut',
      'noInterest',
      'salesCheckLinkUrl',
      'cardMethodType',
      'cardNumber',
      'cardUserType',
      'cardNum4Print',
      'cardBinNumber',
    ]),
    cashReceiptMgtKey: cashReceiptKey(payment, options),
    ...accountFields(payment, terms, options),
  });
}
