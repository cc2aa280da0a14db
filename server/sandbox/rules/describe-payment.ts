import { pickParts, subtractParts, addParts, NO_PARTS, sumOfParts } from '../parts.ts';
import type { Parts, PaymentRow, RefundRow } from '../payment-row.ts';
import { discountedOf } from '../payment-terms.ts';
import { toSeoulText } from '../seoul-time.ts';
import type { World } from '../world.ts';

/** What is left of each part; refunds in progress count as refunded. */
export function partsLeft(payment: PaymentRow, refunds: readonly RefundRow[]): Parts {
  const gone = refunds
    .filter((refund) => refund.state !== 'failed')
    .reduce<Parts>((sum, refund) => addParts(sum, refund), NO_PARTS);
  return subtractParts(pickParts(payment), gone);
}

function availableActions(payment: PaymentRow, leftWon: number): string[] {
  switch (payment.status) {
    case 'PAY_STANDBY':
    case 'PAY_APPROVED':
      return ['CANCEL'];
    case 'PAY_COMPLETE':
    case 'REFUND_SUCCESS':
      return leftWon > 0 ? ['REFUND'] : [];
    case 'PAY_CANCEL':
    case 'PAY_PROGRESS':
    case 'REFUND_PROGRESS':
    case 'SETTLEMENT_COMPLETE':
    case 'SETTLEMENT_REFUND_COMPLETE':
      return [];
  }
}

function describeRefunds(refunds: readonly RefundRow[], pendingShown: boolean, v2Shown: boolean) {
  return refunds
    .filter((refund) => v2Shown || refund.source !== 'merchant-v2')
    .filter((refund) => refund.state === 'done' || (pendingShown && refund.state === 'open'))
    .map((refund) => ({
      refundNo: refund.refundNo,
      amount: refund.amount,
      reason: refund.reason,
      timeRefundSuccess: toSeoulText(refund.doneAt),
      status: refund.state === 'done' ? 'SUCCESS' : 'PROGRESS',
    }));
}

/** The fields of a status answer from the present state. */
export function describePayment(world: World, payment: PaymentRow): Record<string, unknown> {
  const { pendingShown, statusShape, v1ListsV2Refunds } = world.options();
  const refunds = world.storage.refundsOf(payment.payToken);
  const actions = availableActions(payment, sumOfParts(partsLeft(payment, refunds)));
  const core = {
    payToken: payment.payToken,
    orderNo: payment.orderNo,
    payMethod: payment.payMethod,
    payStatus: payment.status,
    metadata: payment.metadata,
  };
  // The guide's sample has nothing more, and this key ends with a blank there.
  if (statusShape === 'guide') return { ...core, 'availableActions ': actions };
  return {
    ...core,
    mode: 'TEST',
    amount: payment.amount,
    amountTaxable: payment.taxable,
    amountTaxFree: payment.taxFree,
    amountVat: payment.vat,
    amountServiceFee: payment.serviceFee,
    discountedAmount: discountedOf(world.storage.termsOf(payment.payToken)),
    timeCreated: toSeoulText(payment.createdAt),
    timePayComplete: toSeoulText(payment.completedAt),
    timePayCancel: toSeoulText(payment.canceledAt),
    productDesc: payment.productDesc,
    hasOwner: payment.hasOwner === 1,
    availableActions: actions,
    refunds: describeRefunds(refunds, pendingShown, v1ListsV2Refunds),
    // The real service also sends card fields as strings.
    ...(payment.payMethod === 'CARD' && {
      cardCompanyName: payment.cardCompanyName ?? '',
      spreadOut: '0',
      isInterest: 'false',
    }),
  };
}
