import { transactionIdOf } from '../derived-id.ts';
import type { PaymentRow } from '../payment-row.ts';
import { discountedOf, type PaymentTerms } from '../payment-terms.ts';
import { toSeoulText } from '../seoul-time.ts';
import { callbackOfV2 } from '../v2/callback-body.ts';
import type { World } from '../world.ts';

/** What v1's callback has had since 2020. */
function laterFields(payment: PaymentRow, terms: PaymentTerms) {
  return {
    amount: String(payment.amount),
    paidAmount: String(payment.amount - discountedOf(terms)),
    paidPoint: '0',
    transactionId: transactionIdOf(payment.payToken, 0),
  };
}

function callbackOfV1(world: World, payment: PaymentRow, terms: PaymentTerms, atMs: number) {
  return new URLSearchParams({
    // v1's name for PAY_COMPLETE.
    status: 'PAY_SUCCESS',
    payToken: payment.payToken,
    orderNo: payment.orderNo,
    payMethod: payment.payMethod,
    discountedAmount: String(discountedOf(terms)),
    paidTs: toSeoulText(atMs),
    metadata: payment.metadata,
    ...(payment.cardCompanyName !== null && { cardCompanyName: payment.cardCompanyName }),
    ...(world.options().v1CallbackFields === '2020' && laterFields(payment, terms)),
  }).toString();
}

export function queueCallback(world: World, payment: PaymentRow, atMs: number): void {
  if (payment.resultCallback === null) return;
  const terms = world.storage.termsOf(payment.payToken);
  const bodyOf = terms.callbackVersion === 'V2' ? callbackOfV2 : callbackOfV1;
  world.storage.insertCallback({
    payToken: payment.payToken,
    url: payment.resultCallback,
    body: bodyOf(world, payment, terms, atMs),
    atMs,
  });
}
