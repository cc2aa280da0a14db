/** The wire format of Toss Pay v1: request bodies and parsed answers. */
import { kstToIso } from '../../shared/kst.ts';
import { cardKinds, isPaid, payMethods, type PayMethod } from '../../shared/payment.ts';
import { type Parts, sumParts } from '../../shared/tax-split.ts';
import { isWon } from '../../shared/won.ts';
import { isObject, type Json } from './json-object.ts';
import type { PaymentRead, RefundSeen } from './payment-read.ts';

/**
 * Parameters of a creation by the guide, without `apiKey`. Amounts are integer won. Absent or
 * `undefined` fields are not sent, and Toss's defaults apply.
 */
export interface CreateRequest {
  orderNo: string;
  amount: number;
  amountTaxFree: number;
  productDesc: string;
  retUrl: string;
  retCancelUrl: string;
  autoExecute: boolean;
  /** Required by Toss when `autoExecute` is true. */
  resultCallback?: string | undefined;
  amountTaxable?: number | undefined;
  amountVat?: number | undefined;
  amountServiceFee?: number | undefined;
  /** `yyyy-MM-dd HH:mm:ss` in Seoul, at most an hour ahead of Toss's clock. */
  expiredTime?: string | undefined;
  cashReceipt?: boolean | undefined;
  metadata?: string | undefined;
  retAppScheme?: string | undefined;
  userPhone?: string | undefined;
  /** By v2 only, as all that follows: the only method that the buyer may pay with. */
  enablePayMethods?: PayMethod | undefined;
  /** The only cards that are offered. */
  cardOptions?: { options: { cardCompanyCode: number }[] } | undefined;
  /** Whether the buyer may pay by installments. */
  installment?: 'USE' | 'NOT_USE' | undefined;
}

/** The JSON text of a creation without `apiKey`, which the transport inserts. */
export function createBody(request: CreateRequest): string {
  return JSON.stringify({
    orderNo: request.orderNo,
    amount: request.amount,
    amountTaxFree: request.amountTaxFree,
    productDesc: request.productDesc,
    retUrl: request.retUrl,
    retCancelUrl: request.retCancelUrl,
    autoExecute: request.autoExecute,
    resultCallback: request.resultCallback,
    amountTaxable: request.amountTaxable,
    amountVat: request.amountVat,
    amountServiceFee: request.amountServiceFee,
    expiredTime: request.expiredTime,
    cashReceipt: request.cashReceipt,
    metadata: request.metadata,
    retAppScheme: request.retAppScheme,
    userPhone: request.userPhone,
  });
}

/**
 * The JSON text of a status read without `apiKey`. It has one number only, because Toss prefers
 * payToken over orderNo.
 */
export function statusBody(by: { payToken: string } | { orderNo: string }): string {
  return JSON.stringify('payToken' in by ? { payToken: by.payToken } : { orderNo: by.orderNo });
}

export function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/** Parses an amount; Toss writes those of its card fields as strings. */
export function wonOf(value: unknown): number | null {
  const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  return isWon(number) ? number : null;
}

export function instantOf(value: unknown): string | null {
  return typeof value === 'string' ? kstToIso(value) : null;
}

/** All four parts or `null`: parts that are incomplete or don't add up count as absent. */
export function partsOf(json: Json, amount: number | null): Parts | null {
  const taxable = wonOf(json['amountTaxable']);
  const vat = wonOf(json['amountVat']);
  const taxFree = wonOf(json['amountTaxFree']);
  const serviceFee = wonOf(json['amountServiceFee']);
  if (taxable === null || vat === null || taxFree === null || serviceFee === null) return null;
  const parts = { taxable, vat, taxFree, serviceFee };
  return amount === null || sumParts(parts) === amount ? parts : null;
}

/** The guide prints the key with a trailing blank; the real key has none. */
function actionsOf(json: Json): string[] | null {
  const value = json['availableActions'] ?? json['availableActions '];
  if (!Array.isArray(value)) return null;
  return value.every((action) => typeof action === 'string') ? value : null;
}

function refundOf(value: unknown): RefundSeen | null {
  if (!isObject(value)) return null;
  const refundNo = textOf(value['refundNo']);
  const amount = wonOf(value['amount']);
  if (refundNo === null || amount === null || amount === 0) return null;
  return {
    refundNo,
    amount,
    reason: textOf(value['reason']),
    at: instantOf(value['timeRefundSuccess']),
    done: value['status'] === 'SUCCESS',
  };
}

/**
 * `refunds` is `null` when the list is absent. Unreadable entries are left out, and an undocumented
 * status is not done; either makes the list not `understood`, so it proves no absence.
 */
function refundsOf(value: unknown): { refunds: RefundSeen[] | null; understood: boolean } {
  if (!Array.isArray(value)) return { refunds: null, understood: false };
  const refunds = value.map(refundOf).filter((refund) => refund !== null);
  const understood = refunds.length === value.length && refunds.every(({ done }) => done);
  return { refunds, understood };
}

/** Toss writes the months as a number or a text. */
export function monthsOf(value: unknown): number | null {
  const months = wonOf(value);
  return months === null || months > MOST_MONTHS ? null : months;
}

/** More is no plan of any card company. */
const MOST_MONTHS = 60;

const isNegative = (value: unknown) =>
  typeof value === 'number' ? value < 0 : typeof value === 'string' && /^-\d/.test(value);

/**
 * The discount of the whole payment. Before the charge it is not decided, and after a refund no
 * document says whether Toss answers the whole or what is left.
 */
function discountOf(
  json: Json,
  { status, amount, refunds }: Pick<PaymentRead, 'status' | 'amount' | 'refunds'>,
): number | null {
  if (!isPaid(status) || refunds?.length !== 0) return null;
  const discount = wonOf(json['discountedAmount']);
  return discount === null || amount === null || discount > amount ? null : discount;
}

/**
 * Parses a status answer with code 0. Absent fields become `null`, never empty; unknown ones are
 * ignored.
 * @returns `null` when payToken, orderNo or status is missing
 */
export function readPayment(json: Json): PaymentRead | null {
  const payToken = textOf(json['payToken']);
  const orderNo = textOf(json['orderNo']);
  const status = textOf(json['payStatus']);
  if (payToken === null || orderNo === null || status === null) return null;
  const amount = wonOf(json['amount']);
  const { refunds, understood } = refundsOf(json['refunds']);
  return {
    payToken,
    orderNo,
    status,
    payMethod: payMethods.find((method) => method === json['payMethod']) ?? null,
    amount,
    amountsUnderstood: !isNegative(json['discountedAmount']) && !isNegative(json['paidAmount']),
    parts: partsOf(json, amount),
    productDesc: textOf(json['productDesc']),
    metadata: textOf(json['metadata']),
    hasOwner: typeof json['hasOwner'] === 'boolean' ? json['hasOwner'] : null,
    availableActions: actionsOf(json),
    refunds,
    refundsUnderstood: understood,
    cardCompanyName: textOf(json['cardCompanyName']),
    cardApprovalNo: textOf(json['cardAuthorizationNo']),
    cardKind: cardKinds.find((kind) => kind === json['cardMethodType']) ?? null,
    installmentMonths: monthsOf(json['spreadOut']),
    slipUrl: textOf(json['salesCheckLinkUrl']),
    discounted: discountOf(json, { status, amount, refunds }),
    createdAt: instantOf(json['timeCreated']),
    completedAt: instantOf(json['timePayComplete']),
    canceledAt: instantOf(json['timePayCancel']),
  };
}
