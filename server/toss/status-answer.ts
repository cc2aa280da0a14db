import type { ReadFault } from '../../shared/payment.ts';
import type { ApiKey } from './api-key.ts';
import { isV2, type Exchange } from './exchange.ts';
import { goodRead } from './good-read.ts';
import type { PaymentRead } from './payment-read.ts';
import { readPayment } from './wire-v1.ts';
import { isOtherMode, readPaymentV2 } from './wire-v2.ts';

export type StatusQuestion = { payToken: string } | { orderNo: string };

/** The outcome of a status read. Only a `read` with `good` proves that something is absent. */
export type StatusAnswer =
  /** `why` is set when the read is not good. */
  | { kind: 'read'; read: PaymentRead; good: boolean; why: ReadFault | null; exchange: Exchange }
  /** Toss knows no such payment under this key. */
  | { kind: 'not-found'; exchange: Exchange }
  /** Toss does not accept the key. */
  | { kind: 'credentials'; exchange: Exchange }
  /** Toss answers for the other kind of key. */
  | { kind: 'other-mode'; exchange: Exchange }
  | { kind: 'unclear'; exchange: Exchange };

/** errorCodes (`null`: none) that mean "no such payment"; the documents disagree on them. */
const notFoundErrors = [null, 'TRANSACTION_NOT_FOUND', 'COMMON_PAY_NOT_FOUND', 'CORE_USER_ERROR'];

/** The fault of a read for this question; `null` for a good one. */
function whyNotGood(read: PaymentRead, by: StatusQuestion): ReadFault | null {
  if ('payToken' in by) return goodRead(read, by.payToken);
  return read.orderNo === by.orderNo ? goodRead(read, null) : 'other-payment';
}

/**
 * Parses the outcome of a status call.
 * @param keyKind the kind of the key that asked; v2's answers name theirs
 */
export function readStatusAnswer(
  by: StatusQuestion,
  exchange: Exchange,
  keyKind?: ApiKey['kind'],
): StatusAnswer {
  const { outcome, httpStatus, json, code, errorCode } = exchange;
  if (outcome !== 'answered') return { kind: 'unclear', exchange };
  if (httpStatus === 401) return { kind: 'credentials', exchange };
  if (json === null) return { kind: 'unclear', exchange };
  if (code === -1 && (httpStatus === 200 || httpStatus === 404)) {
    if (errorCode === 'COMMON_INVALID_API_KEY') return { kind: 'credentials', exchange };
    return { kind: notFoundErrors.includes(errorCode) ? 'not-found' : 'unclear', exchange };
  }
  if (code !== 0 || httpStatus !== 200) return { kind: 'unclear', exchange };
  const byV2 = isV2(exchange.call);
  if (byV2 && isOtherMode(json, keyKind)) return { kind: 'other-mode', exchange };
  const read = byV2 ? readPaymentV2(json) : readPayment(json);
  if (read === null) return { kind: 'unclear', exchange };
  const why = whyNotGood(read, by);
  return { kind: 'read', read, good: why === null, why, exchange };
}
