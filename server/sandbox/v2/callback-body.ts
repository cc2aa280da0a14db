import { transactionIdOf } from '../derived-id.ts';
import type { PaymentRow } from '../payment-row.ts';
import { discountedOf, type PaymentTerms } from '../payment-terms.ts';
import { toSeoulText } from '../seoul-time.ts';
import type { World } from '../world.ts';
import { accountFields, cardFields } from './paid-with.ts';

/** The JSON of a callback with `callbackVersion` V2. */
export function callbackOfV2(
  world: World,
  payment: PaymentRow,
  terms: PaymentTerms,
  atMs: number,
): string {
  const options = world.options();
  const discounted = discountedOf(terms);
  const body: Record<string, unknown> = {
    status: 'PAY_COMPLETE',
    payToken: payment.payToken,
    orderNo: payment.orderNo,
    payMethod: payment.payMethod,
    amount: payment.amount,
    discountedAmount: discounted,
    paidAmount: payment.amount - discounted - options.callbackPaidLacksWon,
    paidTs: toSeoulText(atMs),
    transactionId: transactionIdOf(payment.payToken, 0),
    ...cardFields(payment, terms, 0, options, [
      'cardCompanyCode',
      'cardAuthorizationNo',
      'spreadOut',
      'noInterest',
      'cardMethodType',
      'cardUserType',
      'cardNumber',
      'cardBinNumber',
      'cardNum4Print',
      'salesCheckLinkUrl',
    ]),
    ...accountFields(payment, terms, options),
    ...(options.deadFields && { paidPoint: 0 }),
  };
  return JSON.stringify(body);
}
