import type { Exchange } from './exchange.ts';
import { goodRead } from './good-read.ts';
import type { PaymentRead } from './payment-read.ts';
import { readPayment } from './wire-v1.ts';

/** Which payment was asked for. */
export type StatusQuestion = { payToken: string } | { orderNo: string };

/** What a status read told. Only a `read` with `good` proves that something is absent. */
export type StatusAnswer =
  /** `why` says why a read is not good. */
  | { kind: 'read'; read: PaymentRead; good: boolean; why: string | null; exchange: Exchange }
  /** Toss knows no such payment under this key. */
  | { kind: 'not-found'; exchange: Exchange }
  /** Toss does not accept the key. */
  | { kind: 'credentials'; exchange: Exchange }
  | { kind: 'unclear'; exchange: Exchange };

/** Refusals that say nothing about whether the payment exists. */
const passingErrors = [
  'COMMON_TIMEOUT',
  'COMMON_SYSTEM_ERROR',
  'COMMON_PAY_ERROR',
  'COMMON_TEMP_DENIAL_ERROR',
  'COMMON_EXCEED_LIMIT',
  'COMMON_BREAK_TIME_OF_BANK',
  'CORE_USER_ERROR',
  'TRANSACTION_PENDING_ERROR',
];

/** Why a read does not prove what it leaves out, by what was asked; `null` for a good one. */
function whyNotGood(read: PaymentRead, by: StatusQuestion): string | null {
  if ('payToken' in by) return goodRead(read, by.payToken);
  return read.orderNo === by.orderNo ? goodRead(read, null) : 'about another orderNo';
}

/** Reads how a status call went. */
export function readStatusAnswer(by: StatusQuestion, exchange: Exchange): StatusAnswer {
  const { outcome, httpStatus, json, code, errorCode } = exchange;
  if (outcome !== 'answered') return { kind: 'unclear', exchange };
  if (httpStatus === 401) return { kind: 'credentials', exchange };
  if (json === null) return { kind: 'unclear', exchange };
  if (code === -1 && (httpStatus === 200 || httpStatus === 404)) {
    if (errorCode === 'COMMON_INVALID_API_KEY') return { kind: 'credentials', exchange };
    const isPassing = errorCode !== null && passingErrors.includes(errorCode);
    return { kind: isPassing ? 'unclear' : 'not-found', exchange };
  }
  const read = code === 0 && httpStatus === 200 ? readPayment(json) : null;
  if (read === null) return { kind: 'unclear', exchange };
  const why = whyNotGood(read, by);
  return { kind: 'read', read, good: why === null, why, exchange };
}
