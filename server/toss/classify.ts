import type { OperationKind } from '../../shared/operation.ts';
import { isSameRefundNo } from '../../shared/refund-number.ts';
import type { Exchange } from './exchange.ts';
import { wonOf } from './wire-v1.ts';

/** What an answer to a money operation proves. */
export type Verdict =
  /** Proved that no byte left. */
  | { verdict: 'not-sent'; detail: string }
  /** Done; `tossRefundNo` is our own number for a refund, `null` otherwise. */
  | { verdict: 'ok'; tossRefundNo: string | null }
  /** Toss is at it; `afterMaintenance`: it will be refunded after the bank's maintenance. */
  | { verdict: 'pending'; afterMaintenance: boolean }
  /**
   * Toss says that it is done, but not as it was asked for: under another number or none, with
   * another rest than there would be, or before this call. Only the status can bear it out.
   */
  | { verdict: 'said-done'; tossRefundNo: string | null; detail: string }
  /** Refused, for whatever reason: reads over the settle time must confirm it. */
  | { verdict: 'refused' }
  /** Toss does not accept the key, so it did not begin: one good read without it confirms that. */
  | { verdict: 'wrong-key' }
  /** Proves nothing. */
  | { verdict: 'unknown'; detail: string };

/** As much of an operation as its answer is compared with. */
export interface SentOperation {
  /** For a refund also the `refundNo` that was sent. */
  id: string;
  orderNo: string;
  /** Won. */
  amount: number;
  /** What a refund leaves to be refunded, in won; `null` where that is not known. */
  leftWon: number | null;
  /** With which amount a read has shown its number meanwhile; `null`: with none. */
  shownWon: number | null;
}

function unknown(detail: string): Verdict {
  return { verdict: 'unknown', detail };
}

/**
 * What an errorCode beside code -1 means: the closed list. It is the same for the three kinds,
 * because no class proves anything by itself: a code that Toss answers to the wrong call still has
 * to be borne out by the payment's status.
 */
const verdictOfCode = new Map<string | null, Verdict>([
  ['REFUND_PENDING_SUCCESS', { verdict: 'pending', afterMaintenance: true }],
  ['TRANSACTION_PENDING_ERROR', { verdict: 'pending', afterMaintenance: false }],
  ...listed(
    ['REFUND_REFUND_NO_DUPLICATE', 'REFUND_ALREADY_REFUNDED', 'PAY_ALREADY_COMPLETED'],
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
    ],
    () => ({ verdict: 'refused' }),
  ),
  ...listed(
    ['COMMON_TIMEOUT', 'COMMON_SYSTEM_ERROR', 'COMMON_PAY_ERROR', 'COMMON_TEMP_DENIAL_ERROR'],
    unknown,
  ),
]);

function listed(codes: readonly string[], verdictOf: (code: string) => Verdict) {
  return codes.map((code): [string, Verdict] => [code, verdictOf(code)]);
}

/** A parameter error, a wrong key, no such path (public v1 reference): Toss did not start. */
const refusingStatuses = [400, 401, 404];

const progressOf: Partial<Record<OperationKind, string>> = {
  execute: 'PAY_PROGRESS',
  refund: 'REFUND_PROGRESS',
};

function classifySuccess(
  kind: OperationKind,
  operation: SentOperation,
  json: Record<string, unknown>,
): Verdict {
  const { orderNo, amount, refundNo, payStatus } = json;
  if (payStatus !== undefined && payStatus === progressOf[kind]) {
    return { verdict: 'pending', afterMaintenance: false };
  }
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
  json: Record<string, unknown>,
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

function classifyFailure(httpStatus: number, errorCode: string | null): Verdict {
  const isRefusal = refusingStatuses.includes(httpStatus);
  // A breakdown that quotes a refusal is still a breakdown.
  if (httpStatus !== 200 && !isRefusal) return unknown(`HTTP ${httpStatus} with code -1`);
  // The named class goes before the HTTP status: a number that was used before stays "maybe done"
  // also when it comes as a 400.
  const named = verdictOfCode.get(errorCode);
  if (named) return { ...named };
  if (httpStatus === 401) return { verdict: 'wrong-key' };
  if (isRefusal) return { verdict: 'refused' };
  return unknown(`code -1 with ${errorCode ?? 'no errorCode'}`);
}

/** An errorCode that is absent in any of the ways of saying so. */
function saysNothing(errorCode: unknown): boolean {
  return errorCode === undefined || errorCode === null || errorCode === '';
}

/**
 * What the answer to a money operation proves. The list is closed: whatever is not on it, in this
 * exact form, is `unknown`. A time-out, a lost connection or a breakdown is never a failure.
 * @param exchange the call that carried this very operation
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
  // One that is no text is read as none, but it is there.
  if (errorCode !== null || !saysNothing(json['errorCode'])) {
    return unknown('code 0 beside an errorCode');
  }
  return classifySuccess(kind, operation, json);
}
