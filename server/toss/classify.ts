import type { OperationKind } from '../../shared/operation.ts';
import { isSameRefundNo } from '../../shared/refund-number.ts';
import { isV2, type Exchange } from './exchange.ts';
import type { Json } from './json-object.ts';
import { textOf, wonOf } from './wire-v1.ts';
import { signedOf } from './wire-v2.ts';

/** What an answer to a money operation proves. */
export type Verdict =
  /** Proved that no byte was sent. */
  | { verdict: 'not-sent'; detail: string }
  /**
   * Done; `tossRefundNo` is the sent number for a refund, `null` otherwise. `transactionId`: its
   * name in v2.
   */
  | { verdict: 'ok'; tossRefundNo: string | null; transactionId?: string }
  /** In progress at Toss; `afterMaintenance`: refunded after the bank's maintenance. */
  | { verdict: 'pending'; afterMaintenance: boolean }
  /**
   * Toss says that it is done, but not as requested: under another number or none, with another
   * amount or rest, of another payment, or before this call. A status read must confirm it.
   */
  | { verdict: 'said-done'; tossRefundNo: string | null; transactionId?: string; detail: string }
  /** Refused, for any reason; reads over the settle time must confirm it. */
  | { verdict: 'refused' }
  /** Toss does not accept the key, so it did not start; one good read without it confirms that. */
  | { verdict: 'wrong-key' }
  /** Proves nothing. */
  | { verdict: 'unknown'; detail: string };

/** The fields of an operation that are compared with the answer. */
export interface SentOperation {
  /** For a refund also the `refundNo` that was sent. */
  id: string;
  payToken: string;
  orderNo: string;
  /** Won. */
  amount: number;
  /** What remains refundable after the refund, in won; `null` when unknown. */
  leftWon: number | null;
  /** Amount that a read already showed under this number, in won; `null`: none did. */
  shownWon: number | null;
}

function unknown(detail: string): Verdict {
  return { verdict: 'unknown', detail };
}

/**
 * The meaning of an errorCode with code -1, as a closed list. It is the same for all kinds, because
 * no entry proves anything by itself: the payment's status has to confirm it.
 */
const verdictOfCode = new Map<string | null, Verdict>([
  ['REFUND_PENDING_SUCCESS', { verdict: 'pending', afterMaintenance: true }],
  ['TRANSACTION_PENDING_ERROR', { verdict: 'pending', afterMaintenance: false }],
  ['BNPL_IN_PROGRESS_REQUEST', { verdict: 'pending', afterMaintenance: false }],
  ...listed(
    [
      ...['REFUND_REFUND_NO_DUPLICATE', 'REFUND_ALREADY_REFUNDED', 'PAY_ALREADY_COMPLETED'],
      'CANCEL_ALREADY_CANCELED',
      // Since v2, as in the lists below; they may come from either version.
      ...['PAYMENT_EXISTING_PAYMENT', 'BNPL_ALREADY_COMPLETED_REQUEST'],
      'BNPL_ALREADY_COMPLETED_REFUND',
    ],
    (code) => ({ verdict: 'said-done', tossRefundNo: null, detail: code }),
  ),
  ...listed(['COMMON_INVALID_API_KEY'], () => ({ verdict: 'wrong-key' })),
  ...listed(
    [
      ...['COMMON_INVALID_PARAMETER', 'PAY_UNAUTHORIZED', 'REFUND_EXCEED_DAILY', 'INACTIVE_USER'],
      ...['COMMON_NOT_ENOUGH_CASH', 'COMMON_EXCEED_LIMIT', 'EXECUTE_PAY_NOT_APPROVED'],
      ...['PAY_EXPIRED', 'PAY_ITS_NOT_ABLE_TO_PAY', 'CANCEL_IMPOSSIBLE_STATUS'],
      ...['PAY_CANCEL_ITS_NOT_CANCELABLE_STATUS', 'COMMON_REFUND_ERROR'],
      'COMMON_ASSET_GET_ACCOUNT_ERROR',
      // Of v1's first months; they may still come.
      ...['COMMON_INVALID_PAY', 'COMMON_EXCEED_SPECIFIC_BANK_LIMIT', 'PAY_FAIL_IN_FDS_USER'],
      ...['CARD_NOT_FOUND_PAYMENT', 'CARD_NOT_FOUND_REGISTER', 'CANCEL_INVALID_PARAMETER'],
      ...['REFUND_REQUIRED_AMOUNT', 'REFUND_NO_TAXFREE_ON_COMPLEX_TAX'],
      ...['DISCOUNT_REFUND_LIMIT_AMOUNT', 'INVALID_DISCOUNT', 'COUPON_ASSIGN_FAIL'],
      // Since v2: about the shop, the buyer's account, the payment's state, the buyer's means.
      ...['COMMON_UNAUTHORIZED', 'PAYMENT_SHOP_STATE_NOT_NORMAL', 'NOT_INTERNAL_SHOP'],
      ...['PAYMENT_SHOP_STATE_CANNOT_REFUND', 'PAUSE_USER', 'USER_STATUS_ERROR'],
      ...['FRAUD_DETECTION_SYSTEM_ERROR', 'PAY_FRAUD_DETECTED', 'AGE_POLICY_ERROR'],
      ...['BLOCKED_THE_USE_OF_POINT', 'COMMON_ITS_NOT_ABLE_TO_CHANGE_STATUS'],
      ...['ESCROW_IMPOSSIBLE_STATUS', 'CARD_NOT_AVAILABLE', 'CARD_NOT_AVAILABLE_SHOP'],
      ...['CARD_EXCEED_LIMIT', 'CARD_NOT_ENOUGH_BALANCE', 'CARD_SPREADOUT_ERROR'],
      ...['CARD_MIN_AMOUNT_ERROR', 'CARD_MIN_AMOUNT_FOR_SPREADOUT_ERROR'],
      ...['AVAILABLE_ONLY_TOSS_MONEY_UNDER_MIN_AMT', 'BNPL_EXCEED_PAYABLE_AMOUNT'],
      ...['AUTO_CHARGE_NOT_YET_REGISTER_ACCOUNT', 'DISCOUNT_CLOSED', 'USER_DISCOUNT_CLOSED'],
      ...['DISCOUNT_NEED_ISSUE', 'DISCOUNT_ALREADY_ISSUED', 'TOSS_APP_UPDATE_IS_REQUIRED'],
      ...['BNPL_INVALID_REQUEST', 'BNPL_NOT_EXIST_USER', 'NOT_SET_BNPL_PAYMENT_ACCOUNT'],
    ],
    () => ({ verdict: 'refused' }),
  ),
  ...listed(
    [
      ...['COMMON_TIMEOUT', 'COMMON_SYSTEM_ERROR', 'COMMON_PAY_ERROR', 'COMMON_TEMP_DENIAL_ERROR'],
      ...['COMMON_PAY_NOT_FOUND', 'PAYMENT_UNDER_CONSTRUCTION', 'ACCOUNT_DOMAIN_ERROR'],
      'REFUND_UNKNOWN_ERROR',
      // Since v2: to be tried later, or about a payment that Toss does not find.
      ...['TRANSACTION_NOT_COMPLETE', 'COMMON_THROTTLED', 'COMMON_BREAK_TIME_OF_BANK'],
      ...['CARD_SYSTEM_ERROR', 'CARD_BANK_SYSTEM_ERROR', 'INVALID_ACCOUNT_STATUS'],
      ...['TRANSACTION_NOT_FOUND', 'BNPL_NOT_FOUND_PAYMENT', 'CORE_USER_ERROR'],
    ],
    unknown,
  ),
]);

/**
 * Refusals of a refund that no later try changes (public v1 reference): the buyer has left Toss.
 * The other refusals are about now, or about the request.
 */
export const lastingRefusals: ReadonlySet<string> = new Set(['INACTIVE_USER']);

function listed(codes: readonly string[], verdictOf: (code: string) => Verdict) {
  return codes.map((code): [string, Verdict] => [code, verdictOf(code)]);
}

/** Parameter error, wrong key, unknown path (public v1 reference): Toss did not start. */
const refusingStatuses = [400, 401, 404];

const progressOf: Partial<Record<OperationKind, string>> = {
  execute: 'PAY_PROGRESS',
  refund: 'REFUND_PROGRESS',
};

function classifySuccess(kind: OperationKind, operation: SentOperation, json: Json): Verdict {
  const { orderNo, amount, refundNo } = json;
  switch (kind) {
    case 'cancel':
      return { verdict: 'ok', tossRefundNo: null };
    case 'execute':
      if (orderNo !== undefined && orderNo !== operation.orderNo) return unknown('another orderNo');
      if (amount !== undefined && amount !== operation.amount) return unknown('another amount');
      return { verdict: 'ok', tossRefundNo: null };
    case 'refund':
      return classifyRefund(operation, typeof refundNo === 'string' ? refundNo : '', json);
  }
}

function classifyRefund(
  { id, amount, leftWon, shownWon }: SentOperation,
  refundNo: string,
  json: Json,
): Verdict {
  const told = wonOf(json['refundableAmount']);
  const tossRefundNo = refundNo === '' ? null : refundNo;
  const saidDone = (detail: string): Verdict => ({ verdict: 'said-done', tossRefundNo, detail });
  if (!isSameRefundNo(refundNo, id))
    return saidDone(`code 0 with refund number ${tossRefundNo ?? 'none'}`);
  if (shownWon !== null && shownWon !== amount) {
    return saidDone(`code 0, and the status shows ${String(shownWon)} won`);
  }
  if (told !== null && leftWon !== null && told !== leftWon) {
    return saidDone(`code 0 with ${String(told)} won left, not ${String(leftWon)}`);
  }
  return { verdict: 'ok', tossRefundNo: id };
}

/** v2 answers a field that it does not use by null. */
const withoutNulls = (json: Json): Json =>
  Object.fromEntries(Object.entries(json).filter(([, value]) => value !== null));

/** v2 always names the payment. */
function classifySuccessV2(kind: OperationKind, operation: SentOperation, json: Json): Verdict {
  const isOurs = json['payToken'] === operation.payToken;
  const detail = 'code 0 about another payment or none';
  if (kind === 'refund') {
    return isOurs
      ? classifyRefundV2(operation, json)
      : { verdict: 'said-done', tossRefundNo: null, detail };
  }
  return isOurs ? classifySuccess(kind, operation, json) : unknown(detail);
}

function classifyRefundV2(operation: SentOperation, json: Json): Verdict {
  const { refundedAmount, refundableAmount } = json;
  const refundNo = textOf(json['refundNo']) ?? '';
  const byNumber = classifyRefund(operation, refundNo, json);
  if (!isSameRefundNo(refundNo, operation.id)) return byNumber;
  const transactionId = textOf(json['transactionId']);
  const named = transactionId === null ? {} : { transactionId };
  const saidDone = (detail: string): Verdict => ({
    ...{ verdict: 'said-done', tossRefundNo: operation.id, detail },
    ...named,
  });
  // The samples have it with a minus, and no document speaks of the sign.
  const won = signedOf(refundedAmount);
  if (refundedAmount !== undefined && (won === null || Math.abs(won) !== operation.amount)) {
    return saidDone('code 0 with another amount refunded');
  }
  if (refundableAmount !== undefined && wonOf(refundableAmount) === null) {
    return saidDone('code 0 with an unreadable rest');
  }
  return { ...byNumber, ...named };
}

function classifyFailure(httpStatus: number, errorCode: string | null): Verdict {
  const isRefusal = refusingStatuses.includes(httpStatus);
  // A server error that quotes a refusal is still a server error.
  if (httpStatus !== 200 && !isRefusal) return unknown(`HTTP ${httpStatus} with code -1`);
  // The errorCode wins over the HTTP status: a duplicate number stays "maybe done" even with a 400.
  const named = verdictOfCode.get(errorCode);
  if (named) return { ...named };
  if (httpStatus === 401) return { verdict: 'wrong-key' };
  if (isRefusal) return { verdict: 'refused' };
  return unknown(`code -1 with ${errorCode ?? 'no errorCode'}`);
}

/** `true` when the errorCode is absent, null or empty. */
function saysNothing(errorCode: unknown): boolean {
  return errorCode === undefined || errorCode === null || errorCode === '';
}

/**
 * What the answer to a money operation proves. The list is closed: anything that does not match
 * exactly is `unknown`. A time-out, a lost connection or a server error is never a failure.
 * @param exchange the call that carried this operation
 */
export function classify(
  kind: OperationKind,
  operation: SentOperation,
  exchange: Exchange,
): Verdict {
  const { outcome, json, httpStatus, code, errorCode, failure } = exchange;
  if (outcome === 'never-sent') return { verdict: 'not-sent', detail: failure ?? 'not connected' };
  if (outcome === 'lost') return unknown(failure ?? 'the answer was lost');
  if (json === null || httpStatus === null) return unknown(failure ?? 'no JSON object');
  if (code === -1) return classifyFailure(httpStatus, errorCode);
  if (code !== 0) return unknown(code === null ? 'no code' : `code ${code}`);
  if (httpStatus !== 200) return unknown(`HTTP ${httpStatus} with code 0`);
  // An errorCode that is not a string was parsed as null, but it is there.
  if (errorCode !== null || !saysNothing(json['errorCode'])) {
    return unknown('code 0 beside an errorCode');
  }
  const { payStatus } = json;
  if (payStatus !== undefined && payStatus === progressOf[kind]) {
    return { verdict: 'pending', afterMaintenance: false };
  }
  return isV2(exchange.call)
    ? classifySuccessV2(kind, operation, withoutNulls(json))
    : classifySuccess(kind, operation, json);
}
