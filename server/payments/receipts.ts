/** The printable receipt of a completed refund, and the count of its prints. */
import type { Receipt } from '../../shared/api.ts';
import type { Operation } from '../../shared/operation.ts';
import { paymentFieldsWhere, type FactOf, type Payment } from '../../shared/payment.ts';
import type { ShopSettings } from '../../shared/settings.ts';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { route, type Route } from '../http/endpoint.ts';
import { staffOf } from '../http/staff-of.ts';
import { findOperation } from '../storage/operations.ts';
import { findPayment, refundsOf } from '../storage/payments.ts';
import { countPrints, recordPrint } from '../storage/receipt-prints.ts';

/** The heading of a receipt; `shop` returns the present values. */
export interface ReceiptHead {
  mode: 'test' | 'live';
  shop: () => Pick<ShopSettings, 'shopName' | 'businessNumber'>;
}

type Shown = Pick<Payment, FactOf<'receipt'>>;
const shownFields = paymentFieldsWhere(({ facts }) => facts.includes('receipt'));

function receiptOf(deps: Deps, head: ReceiptHead, operation: Operation): Receipt {
  const payment = findPayment(deps.storage, operation.payToken);
  if (payment === undefined) throw new AppError('payment-not-found');
  const { shopName, businessNumber } = head.shop();
  const refunds = refundsOf(deps.storage, operation.payToken);
  const booked = refunds.find(({ operationId }) => operationId === operation.id);
  return {
    shopName,
    businessNumber,
    mode: head.mode,
    operation,
    payment: Object.fromEntries(shownFields.map((field) => [field, payment[field]])) as Shown,
    refundNo: operation.tossRefundNo ?? operation.id,
    refundDiscounted: booked?.discounted ?? null,
    remaining: payment.remaining,
    prints: deps.storage.read(countPrints(operation.id)),
  };
}

/** `/api/operations/:id/receipt` and its prints. */
export function receiptRoutes(deps: Deps, head: ReceiptHead): Route[] {
  const doneRefund = (id: string): Operation => {
    const operation = findOperation(deps.storage, id.toLowerCase());
    if (operation === undefined) throw new AppError('operation-not-found');
    const { kind, state } = operation;
    // A refund that may still fail must not be printed as done.
    if (kind !== 'refund' || state !== 'succeeded') {
      throw new AppError('no-receipt', `This ${kind} is ${state}`, { operation });
    }
    return operation;
  };
  return [
    route('GET /api/operations/:id/receipt', ({ params }) => ({
      status: 200,
      body: receiptOf(deps, head, doneRefund(params.id)),
    })),
    route('POST /api/operations/:id/receipt/prints', async ({ params }, { actor }) => {
      const prints = await recordPrint(deps.storage, doneRefund(params.id), staffOf(actor));
      return { status: 200, body: { prints } };
    }),
  ];
}
