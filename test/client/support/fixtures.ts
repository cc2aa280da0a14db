/** Payments and operations as the desk answers them, with the figures of the design's pictures. */
import type { Answer, PaymentDetail } from '../../../shared/api.ts';
import type { Operation } from '../../../shared/operation.ts';
import type { Payment } from '../../../shared/payment.ts';
import { noParts } from '../../../shared/tax-split.ts';

export const payToken = 'pay_token_0118';

/** 복합과세, with a partial refund: 186,000 paid, 36,000 refunded, 150,000 left. */
export function mixedPayment(part: Partial<Payment> = {}): Payment {
  return {
    payToken,
    orderNo: '20261124-0118',
    status: 'REFUND_SUCCESS',
    amount: 186_000,
    refunded: 36_000,
    transferred: 0,
    remaining: 150_000,
    parts: {
      taxable: { paid: 98_182, refunded: 32_727, remaining: 65_455 },
      vat: { paid: 9_818, refunded: 3_273, remaining: 6_545 },
      taxFree: { paid: 78_000, refunded: 0, remaining: 78_000 },
      serviceFee: { paid: 0, refunded: 0, remaining: 0 },
    },
    partsKnown: true,
    payMethod: 'CARD',
    cardCompanyName: '국민카드',
    cardApprovalNo: '30011234',
    cardKind: 'CREDIT',
    installmentMonths: 3,
    slipUrl: null,
    discounted: null,
    productDesc: '햅쌀 20kg · 보온 도시락 3개',
    metadata: null,
    items: null,
    autoExecute: true,
    cashReceipt: false,
    checkoutPage: null,
    availableActions: ['REFUND'],
    drift: null,
    readFault: null,
    quarantined: false,
    createdAt: '2026-11-20T00:11:00.000Z',
    expiresAt: null,
    approvedAt: '2026-11-20T00:12:00.000Z',
    completedAt: '2026-11-20T00:12:00.000Z',
    canceledAt: null,
    changedAt: '2026-11-21T01:31:00.000Z',
    observedAt: '2026-11-24T05:12:00.000Z',
    observedBy: 'status',
    openOperation: null,
    tossView: null,
    ...part,
  };
}

/** One tax, nothing refunded yet: 10,000. */
export function singlePayment(part: Partial<Payment> = {}): Payment {
  const vat = { paid: 910, refunded: 0, remaining: 910 };
  const none = { paid: 0, refunded: 0, remaining: 0 };
  return mixedPayment({
    orderNo: '1024',
    productDesc: '토스티셔츠',
    status: 'PAY_COMPLETE',
    amount: 10_000,
    refunded: 0,
    remaining: 10_000,
    parts: {
      taxable: { paid: 9_090, refunded: 0, remaining: 9_090 },
      vat,
      taxFree: none,
      serviceFee: none,
    },
    payMethod: 'TOSS_MONEY',
    cardCompanyName: null,
    cardApprovalNo: null,
    cardKind: null,
    installmentMonths: null,
    cashReceipt: true,
    ...part,
  });
}

/** Three mugs, rice and its delivery: 89,000 paid, nothing refunded yet. */
export function itemsPayment(part: Partial<Payment> = {}): Payment {
  const whole = (paid: number) => ({ paid, refunded: 0, remaining: paid });
  return mixedPayment({
    orderNo: '20261130-54790',
    productDesc: '도자기 머그컵 (백색) 3개 외 2건',
    status: 'PAY_COMPLETE',
    amount: 89_000,
    refunded: 0,
    remaining: 89_000,
    parts: {
      taxable: whole(42_273),
      vat: whole(4227),
      taxFree: whole(42_500),
      serviceFee: whole(0),
    },
    items: [
      { name: '도자기 머그컵 (백색)', quantity: 3, unitPrice: 14_500, tax: 'taxed' },
      { name: '유기농 햅쌀 10kg', quantity: 1, unitPrice: 42_500, tax: 'tax-free' },
      { name: '배송비', quantity: 1, unitPrice: 3000, tax: 'taxed' },
    ],
    ...part,
  });
}

const allowed = { allowed: true, reason: null };
const forbidden = { allowed: false, reason: 'already-paid' } as const;

export function detailOf(payment: Payment, part: Partial<PaymentDetail> = {}): PaymentDetail {
  return {
    payment,
    actions: { execute: forbidden, cancel: forbidden, refund: allowed },
    operations: [],
    refunds:
      payment.refunded === 0
        ? []
        : [
            {
              refundNo: 'c2d29867-3d0b-4d6f-8a41-000000000001',
              amount: payment.refunded,
              parts: null,
              reason: '단순 변심',
              at: '2026-11-21T01:31:00.000Z',
              operationId: null,
              discounted: null,
              items: null,
              staff: { id: 's2', name: '박서준' },
            },
          ],
    lookAlikes: [],
    timeline: [],
    canceledBy: null,
    others: [],
    givenLatelyWon: 0,
    bankTransfers: [],
    bankTransferOffer: {
      allowed: false,
      reason: 'toss-can-refund',
      ground: null,
      leftWon: payment.remaining,
      recordedWon: 0,
      overWon: 0,
      overAcknowledged: null,
      refundUnsettled: false,
    },
    lease: null,
    ...part,
  };
}

export function operationOf(part: Partial<Operation> = {}): Operation {
  return {
    id: '3f0f2c1a-6f5e-4a57-9d0e-000000000001',
    payToken,
    orderNo: '20261124-0118',
    kind: 'refund',
    state: 'sending',
    late: false,
    amount: 74_000,
    parts: { taxable: 32_291, vat: 3_229, taxFree: 38_480, serviceFee: 0 },
    items: null,
    reason: '상품 불량',
    note: null,
    bodyHash: 'hash',
    seenRefunded: 36_000,
    seenStatus: null,
    requestedBy: { id: 's1', name: '김민지' },
    approvedBy: null,
    resolvedBy: null,
    attempts: 1,
    createdAt: '2026-11-24T05:12:03.000Z',
    sentAt: '2026-11-24T05:12:04.000Z',
    endedAt: null,
    evidence: null,
    tossErrorCode: null,
    tossMessage: null,
    tossRefundNo: null,
    refusal: null,
    disputed: false,
    nextCheckAt: null,
    sendAfter: null,
    approvalLapsesAt: null,
    sole: false,
    ...part,
  };
}

/** A shop in which nothing happened today and nothing waits. */
export function quietCounters(
  part: Partial<Answer<'GET /api/counters'>> = {},
): Answer<'GET /api/counters'> {
  return {
    approved: { count: 0, nextExpiresAt: null },
    unclear: { count: 0, oldestSentAt: null },
    proposed: { count: 0, amount: 0 },
    bulkProposed: { count: 0 },
    bulkAtLimit: { count: 0 },
    bankTransfersWaiting: { count: 0 },
    bankTransfersOver: { count: 0 },
    needsPerson: { count: 0 },
    givenUp: { count: 0 },
    restored: null,
    dataFile: 'sound',
    drift: { count: 0 },
    todayPaid: { count: 0, amount: 0 },
    todayRefunded: { count: 0, amount: 0 },
    asOf: new Date().toISOString(),
    tossSkewMs: 0,
    tossReachedAt: null,
    tossSilence: null,
    ...part,
  };
}

/** The sums of a list without tax: `tax` is what the footer's table shows. */
const noTax: Answer<'GET /api/payments/summary'>['tax'] = {
  paid: noParts,
  refunded: noParts,
  refundedUnknown: 0,
  net: noParts,
  withoutVat: { count: 0, won: 0 },
};

/** The sums of an empty list. */
export const noSums: Answer<'GET /api/payments/summary'> = {
  ...{ count: 0, paid: 0, refunded: 0, net: 0, transferred: 0, byStatus: {} },
  tax: noTax,
};
