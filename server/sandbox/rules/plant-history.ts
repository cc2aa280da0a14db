import { z } from 'zod';

import { NotPossibleError } from '../answer.ts';
import { CARD_COMPANIES } from '../card-companies.ts';
import { addParts, defaultParts, fitsInto, NO_PARTS, spreadOver } from '../parts.ts';
import { pickParts, subtractParts, sumOfParts } from '../parts.ts';
import { PAY_METHODS, PAY_STATUSES, type Parts, type PaymentRow } from '../payment-row.ts';
import type { World } from '../world.ts';
import { buyerChoice, recordBuyerTerms } from './buyer-terms.ts';
import {
  DEFAULT_EXPIRY_MS,
  LARGEST_AMOUNT_WON,
  makePayToken,
  ORDER_NO,
  PRODUCT_DESC,
  untouched,
} from './create-payment.ts';
import { nextDueOf } from './move-payment.ts';

const instant = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));
const won = z.int().min(0).max(LARGEST_AMOUNT_WON);
const parts = z.strictObject({ taxable: won, taxFree: won, vat: won, serviceFee: won });
const url = z.url({ protocol: /^https?$/ }).max(255);

const plantedRefund = z.strictObject({
  refundNo: z.string().min(1).max(36).optional(),
  amount: won.min(1),
  parts: parts.optional(),
  reason: z.string().max(255).optional(),
  at: instant,
  /** Toss paid the buyer, who had left, outside of its refunds. */
  buyerLeft: z.boolean().default(false),
});

/** One payment of `POST /sandbox/history`: past times, any state. */
export const plantedPayment = z.strictObject({
  apiKey: z.string().regex(/^sk_test_[\x21-\x7e]{0,22}$/, 'needs a test key'),
  orderNo: z.string().regex(ORDER_NO),
  amount: won.min(1),
  parts: parts.optional(),
  productDesc: z.string().regex(PRODUCT_DESC).default('상품'),
  state: z.enum(PAY_STATUSES),
  payMethod: z.enum(PAY_METHODS).optional(),
  cardCompanyName: z.string().min(1).max(30).optional(),
  buyer: buyerChoice.default({}),
  createdBy: z.enum(['v1', 'v2']).default('v1'),
  createdAt: instant,
  approvedAt: instant.optional(),
  completedAt: instant.optional(),
  canceledAt: instant.optional(),
  expiresAt: instant.optional(),
  /** When a progress state ends; absent: never. */
  progressEndsAt: instant.optional(),
  progressFails: z.boolean().default(false),
  refunds: z.array(plantedRefund).max(200).optional(),
  autoExecute: z.boolean().optional(),
  cashReceipt: z.boolean().default(true),
  metadata: z.string().max(1024).default(''),
  resultCallback: url.optional(),
  retUrl: url.default('http://127.0.0.1/return'),
  retCancelUrl: url.default('http://127.0.0.1/cancel'),
});

export type PlantedPayment = z.infer<typeof plantedPayment>;
type PlantedRefund = z.infer<typeof plantedRefund>;

const MINUTE_MS = 60_000;
const WAITING = new Set(['PAY_STANDBY', 'PAY_APPROVED', 'PAY_PROGRESS']);
const WITH_REFUNDS = new Set(['REFUND_PROGRESS', 'REFUND_SUCCESS', 'SETTLEMENT_REFUND_COMPLETE']);

function isPaid(state: PlantedPayment['state']): boolean {
  return !WAITING.has(state) && state !== 'PAY_CANCEL';
}

function timesOf(planted: PlantedPayment, nowMs: number) {
  const { state, createdAt } = planted;
  const usual = createdAt + DEFAULT_EXPIRY_MS;
  // A waiting payment planted with an old time must not expire at once.
  const fallback = WAITING.has(state) ? Math.max(usual, nowMs + DEFAULT_EXPIRY_MS) : usual;
  const expiresAt = planted.expiresAt ?? fallback;
  const completedAt = isPaid(state) ? (planted.completedAt ?? createdAt + MINUTE_MS) : null;
  const canceledAt = state === 'PAY_CANCEL' ? (planted.canceledAt ?? expiresAt) : null;
  const hasOwner = (state !== 'PAY_STANDBY' && state !== 'PAY_CANCEL') || !!planted.approvedAt;
  const approvedAt = hasOwner ? (planted.approvedAt ?? completedAt ?? createdAt) : null;
  return { expiresAt, completedAt, canceledAt, approvedAt, hasOwner };
}

function canceledBy(planted: PlantedPayment, canceledAt: number | null, expiresAt: number) {
  if (canceledAt === null) return null;
  if (canceledAt >= expiresAt) return 'expiry' as const;
  return planted.approvedAt === undefined ? ('buyer' as const) : ('merchant' as const);
}

function partsOf(planted: PlantedPayment): Parts & { partsGiven: number } {
  if (!planted.parts) {
    return { ...defaultParts(planted.amount, planted.cashReceipt), partsGiven: 0 };
  }
  if (sumOfParts(planted.parts) !== planted.amount) {
    throw new NotPossibleError(`The parts of ${planted.orderNo} don't add up to its amount.`, 400);
  }
  return { ...planted.parts, partsGiven: 1 };
}

function refundsOf(planted: PlantedPayment, completedAt: number | null): PlantedRefund[] {
  const wanted = WITH_REFUNDS.has(planted.state);
  const refunds = planted.refunds ?? [];
  if (!wanted && refunds.length > 0) {
    throw new NotPossibleError(`A payment in ${planted.state} can't have refunds.`, 400);
  }
  if (!wanted || refunds.length > 0) return refunds;
  const at = (completedAt ?? planted.createdAt) + MINUTE_MS;
  return [{ amount: planted.amount, reason: '', at, buyerLeft: false }];
}

function plantRefunds(world: World, row: Omit<PaymentRow, 'seq'>, refunds: PlantedRefund[]) {
  let left: Parts = pickParts(row);
  refunds.forEach((refund, index) => {
    const parts = refund.parts ?? spreadOver(Math.min(refund.amount, sumOfParts(left)), left);
    if (sumOfParts(parts) !== refund.amount || !fitsInto(parts, left)) {
      throw new NotPossibleError(`A refund of ${row.orderNo} is more than what is left.`, 400);
    }
    left = subtractParts(left, addParts(NO_PARTS, parts));
    // The refund in progress is the last one.
    const isOpen = row.status === 'REFUND_PROGRESS' && index === refunds.length - 1;
    const refundNo = refund.refundNo ?? `history-${world.makeWord(20)}`;
    if (world.storage.findRefundByNo(row.apiKey, refundNo)) {
      throw new NotPossibleError(`The refundNo ${refundNo} has been used before.`, 400);
    }
    world.storage.seeRefundNo(row.apiKey, refundNo);
    world.storage.insertRefund({
      ...parts,
      payToken: row.payToken,
      apiKey: row.apiKey,
      refundNo,
      amount: refund.amount,
      reason: refund.reason ?? '',
      source: refund.buyerLeft ? 'buyer-left' : 'history',
      requestedAt: refund.at,
      doneAt: isOpen ? null : refund.at,
      state: isOpen ? 'open' : 'done',
    });
  });
}

function rowOf(world: World, planted: PlantedPayment): PaymentRow {
  const nowMs = world.clock.now();
  const { state } = planted;
  const times = timesOf(planted, nowMs);
  const autoExecute = planted.autoExecute ?? state !== 'PAY_APPROVED';
  if (autoExecute && state === 'PAY_APPROVED') {
    throw new NotPossibleError('PAY_APPROVED needs autoExecute false.', 400);
  }
  const payMethod = times.hasOwner ? (planted.payMethod ?? 'TOSS_MONEY') : '';
  const lastRefund = planted.refunds?.at(-1);
  const wasRefunded = (planted.refunds?.length ?? 0) > 1;
  const beforeRefund = wasRefunded ? 'REFUND_SUCCESS' : 'PAY_COMPLETE';
  const beforeCharge = autoExecute ? 'PAY_STANDBY' : 'PAY_APPROVED';
  const row: PaymentRow = {
    ...untouched(planted.createdAt, times.expiresAt),
    ...partsOf(planted),
    seq: 0,
    payToken: makePayToken(world),
    apiKey: planted.apiKey,
    orderNo: planted.orderNo,
    amount: planted.amount,
    cashReceipt: Number(planted.cashReceipt),
    autoExecute: Number(autoExecute),
    productDesc: planted.productDesc,
    retUrl: planted.retUrl,
    retCancelUrl: planted.retCancelUrl,
    resultCallback: planted.resultCallback ?? null,
    retAppScheme: null,
    userPhone: null,
    metadata: planted.metadata,
    status: state,
    payMethod,
    cardCompanyName: payMethod === 'CARD' ? (planted.cardCompanyName ?? CARD_COMPANIES[0]) : null,
    hasOwner: Number(times.hasOwner),
    approvedAt: times.approvedAt,
    completedAt: times.completedAt,
    canceledAt: times.canceledAt,
    canceledBy: canceledBy(planted, times.canceledAt, times.expiresAt),
    beforeProgress:
      state === 'REFUND_PROGRESS' ? beforeRefund : state === 'PAY_PROGRESS' ? beforeCharge : null,
    progressFails: Number(planted.progressFails),
    changedAt:
      lastRefund?.at ??
      times.completedAt ??
      times.canceledAt ??
      times.approvedAt ??
      planted.createdAt,
  };
  return { ...row, dueAt: nextDueOf(row, planted.progressEndsAt ?? null) };
}

function plantTerms(world: World, row: PaymentRow, planted: PlantedPayment): void {
  if (planted.createdBy === 'v2') world.storage.changeTerms(row.payToken, { createdBy: 'v2' });
  if (row.payMethod === '') return;
  recordBuyerTerms(world, row, row.payMethod, row.cardCompanyName, planted.buyer);
}

/** Inserts payments with their books as if they had happened. All of them or none. */
export function plantHistory(
  world: World,
  planted: readonly PlantedPayment[],
): { payToken: string; orderNo: string }[] {
  return world.storage.unit(() =>
    planted.map((payment) => {
      const row = rowOf(world, payment);
      if (row.hasOwner === 1 && world.storage.findOwned(row.apiKey, row.orderNo)) {
        throw new NotPossibleError(`The orderNo ${row.orderNo} has been paid before.`, 400);
      }
      world.storage.insertPayment(row);
      plantTerms(world, row, payment);
      if (row.completedAt !== null) world.storage.recordCharge(row.payToken, row.completedAt);
      plantRefunds(world, row, refundsOf(payment, row.completedAt));
      return { payToken: row.payToken, orderNo: row.orderNo };
    }),
  );
}
