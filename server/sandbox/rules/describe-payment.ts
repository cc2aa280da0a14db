import { pickParts, subtractParts, addParts, NO_PARTS, sumOfParts } from '../parts.ts';
import type { Parts, PaymentRow, RefundRow } from '../payment-row.ts';
import type { SandboxOptions } from '../options.ts';
import { discountedOf, type PaymentTerms } from '../payment-terms.ts';
import { cardFields } from '../v2/paid-with.ts';
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

/** The real service sends these as strings, too. */
function cardFieldsOf(payment: PaymentRow, terms: PaymentTerms) {
  if (payment.payMethod !== 'CARD') return {};
  return {
    cardCompanyName: payment.cardCompanyName ?? '',
    spreadOut: String(terms.spreadOut),
    isInterest: String(terms.noInterest),
  };
}

/** What v1's status has had since July 2019, of money as well. */
function laterCardFields(payment: PaymentRow, terms: PaymentTerms, options: SandboxOptions) {
  if (payment.payMethod === 'TOSS_MONEY') return { cardMethodType: 'NONE' };
  return cardFields(payment, terms, 0, { ...options, cardFieldTypes: 'text' }, [
    'cardCompanyCode',
    'cardAuthorizationNo',
    'noInterest',
    'salesCheckLinkUrl',
    'cardMethodType',
  ]);
}

/** The fields of a status answer from the present state. */
export function describePayment(world: World, payment: PaymentRow): Record<string, unknown> {
  const options = world.options();
  const { pendingShown, statusShape, v1ListsV2Refunds, v1StatusFields } = options;
  const terms = world.storage.termsOf(payment.payToken);
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
    discountedAmount: discountedOf(terms),
    timeCreated: toSeoulText(payment.createdAt),
    timePayComplete: toSeoulText(payment.completedAt),
    timePayCancel: toSeoulText(payment.canceledAt),
    productDesc: payment.productDesc,
    hasOwner: payment.hasOwner === 1,
    availableActions: actions,
    refunds: describeRefunds(refunds, pendingShown, v1ListsV2Refunds),
    ...cardFieldsOf(payment, terms),
    ...(v1StatusFields === '2019-07' && laterCardFields(payment, terms, options)),
  };
}
