import type { Answer } from '../answer.ts';
import { isReceiptCall, V2_CALLS, type V2Call } from '../calls.ts';
import { type Fields, needText, readText } from '../fields.ts';
import { carryOut, findOwn, type MerchantApi, readApiKey, type Twist } from '../merchant-api.ts';
import type { PaymentRow } from '../payment-row.ts';
import type { World } from '../world.ts';
import { notFound, v2Failure } from './answer.ts';
import { answerReceiptCall } from './cash-receipts.ts';
import { createPayment } from './create-payment.ts';
import { executePayment } from './execute-payment.ts';
import { refundPayment } from './refund-payment.ts';
import { readStatus } from './status.ts';

/** By payToken or orderNo. Where both are sent, and where an orderNo has several: options. */
function findForStatus(world: World, apiKey: string, fields: Fields): PaymentRow | undefined {
  const { statusByBoth, statusByOrder } = world.options();
  const orderNo = readText(fields, 'orderNo', 50) ?? '';
  const hasToken = (readText(fields, 'payToken', 30) ?? '') !== '';
  if (hasToken && (orderNo === '' || statusByBoth === 'payToken')) {
    return findOwn(world, apiKey, fields);
  }
  const paid = world.storage.findOwned(apiKey, needText(fields, 'orderNo', 50));
  return statusByOrder === 'paid' && paid
    ? world.storage.findPayment(paid.payToken)
    : world.storage.findNewestByOrder(apiKey, orderNo);
}

function execute(world: World, call: V2Call, fields: Fields, twist: Twist, base: string): Answer {
  const apiKey = readApiKey(fields);
  if (apiKey === undefined) return v2Failure('COMMON_INVALID_API_KEY');
  if (isReceiptCall(call) && world.options().cashReceiptCalls === 'live-only') {
    return v2Failure('COMMON_INVALID_API_KEY');
  }
  if (call === 'v2/payments') return createPayment(world, apiKey, fields, base);
  const find = call === 'v2/status' ? findForStatus : findOwn;
  const payment = find(world, apiKey, fields);
  if (!payment) return notFound(world.options());
  if (isReceiptCall(call)) return answerReceiptCall(world, call, payment, fields);
  switch (call) {
    case 'v2/status':
      return readStatus(world, payment, twist);
    case 'v2/execute':
      return executePayment(world, payment, fields, twist.pending);
    case 'v2/refunds':
      return refundPayment(world, payment, fields, twist.pending);
  }
}

export const v2Api: MerchantApi<V2Call> = {
  calls: V2_CALLS.map((call) => ({ call, path: call.slice('v2/'.length) })),
  answer: (world, call, fields, twist, base) =>
    carryOut(world, v2Failure, call === 'v2/status' ? {} : twist, () =>
      execute(world, call, fields, twist, base),
    ),
  fail: v2Failure,
};
