import type { OperationKind } from '../../shared/operation.ts';
import type { Exchange } from './exchange.ts';

/** What an answer to a money operation proves. */
export type Verdict =
  /** Proved that no byte left. */
  | { verdict: 'not-sent'; detail: string }
  /** Done; `tossRefundNo` is our own number for a refund, `null` otherwise. */
  | { verdict: 'ok'; tossRefundNo: string | null }
  /** A refund was made, but under another number than ours, or Toss did not say which. */
  | { verdict: 'ok-other-number'; tossRefundNo: string | null }
  /** Toss is at it; `afterMaintenance`: it will be refunded after the bank's maintenance. */
  | { verdict: 'pending'; afterMaintenance: boolean }
  /** Somebody did this already, perhaps this very operation. */
  | { verdict: 'maybe-done' }
  /** Refused for a reason that no later state changes: one good read without it confirms. */
  | { verdict: 'rejected' }
  /** Refused because of the payment's state: a good read must explain it. */
  | { verdict: 'rejected-by-state' }
  /** Refused in a way that Toss also uses for what may pass: several good reads must confirm. */
  | { verdict: 'refused-to-confirm' }
  /** Proves nothing. */
  | { verdict: 'unknown'; detail: string };

/** As much of an operation as its answer is compared with. */
export interface SentOperation {
  /** For a refund also the `refundNo` that was sent. */
  id: string;
  orderNo: string;
  /** Won. */
  amount: number;
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
  ['REFUND_REFUND_NO_DUPLICATE', { verdict: 'maybe-done' }],
  ['REFUND_ALREADY_REFUNDED', { verdict: 'maybe-done' }],
  ['PAY_ALREADY_COMPLETED', { verdict: 'maybe-done' }],
  ['COMMON_INVALID_PARAMETER', { verdict: 'rejected' }],
  ['COMMON_INVALID_API_KEY', { verdict: 'rejected' }],
  ['PAY_UNAUTHORIZED', { verdict: 'rejected' }],
  ['REFUND_EXCEED_DAILY', { verdict: 'rejected' }],
  ['INACTIVE_USER', { verdict: 'rejected' }],
  ['COMMON_NOT_ENOUGH_CASH', { verdict: 'rejected' }],
  ['COMMON_EXCEED_LIMIT', { verdict: 'rejected' }],
  ['EXECUTE_PAY_NOT_APPROVED', { verdict: 'rejected-by-state' }],
  ['PAY_EXPIRED', { verdict: 'rejected-by-state' }],
  ['PAY_ITS_NOT_ABLE_TO_PAY', { verdict: 'rejected-by-state' }],
  ['CANCEL_IMPOSSIBLE_STATUS', { verdict: 'rejected-by-state' }],
  ['PAY_CANCEL_ITS_NOT_CANCELABLE_STATUS', { verdict: 'rejected-by-state' }],
  ['COMMON_REFUND_ERROR', { verdict: 'refused-to-confirm' }],
  ['COMMON_ASSET_GET_ACCOUNT_ERROR', { verdict: 'refused-to-confirm' }],
  ['COMMON_TIMEOUT', unknown('COMMON_TIMEOUT')],
  ['COMMON_SYSTEM_ERROR', unknown('COMMON_SYSTEM_ERROR')],
  ['COMMON_PAY_ERROR', unknown('COMMON_PAY_ERROR')],
  ['COMMON_TEMP_DENIAL_ERROR', unknown('COMMON_TEMP_DENIAL_ERROR')],
]);

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
      if (refundNo === operation.id) return { verdict: 'ok', tossRefundNo: operation.id };
      return {
        verdict: 'ok-other-number',
        tossRefundNo: typeof refundNo === 'string' && refundNo !== '' ? refundNo : null,
      };
  }
}

function classifyFailure(httpStatus: number, errorCode: string | null): Verdict {
  const isRefusal = refusingStatuses.includes(httpStatus);
  // A breakdown that quotes a refusal is still a breakdown.
  if (httpStatus !== 200 && !isRefusal) return unknown(`HTTP ${httpStatus} with code -1`);
  // The named class goes before the HTTP status: a number that was used before stays "maybe done"
  // also when it comes as a 400.
  const named = verdictOfCode.get(errorCode);
  if (named) return { ...named };
  if (isRefusal) return { verdict: 'rejected' };
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
