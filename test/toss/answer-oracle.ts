/**
 * What an answer of Toss may be taken for, implemented again from the design's closed list with its
 * own JSON parser. It shares no code with what it checks.
 */
import { isUtf8 } from 'node:buffer';
import type { OperationKind } from '../../shared/operation.ts';

/** An answer as it was received. */
export interface RawAnswer {
  /** `lost` and `never-sent` are decided by the transport; whatever arrived then proves nothing. */
  outcome: 'answered' | 'lost' | 'never-sent';
  httpStatus: number;
  contentType: string | null;
  bytes: Buffer;
}

/** A JSON value; objects as maps, so that no key is special. */
export type Json = null | boolean | number | string | Json[] | Map<string, Json>;

class NoJson extends Error {}

/** Strict RFC 8259; a duplicate key in an object makes the text invalid. */
class JsonReader {
  private at = 0;
  private readonly text: string;
  constructor(text: string) {
    this.text = text;
  }

  whole(): Json {
    const value = this.value();
    this.blanks();
    if (this.at < this.text.length) throw new NoJson('more after the end');
    return value;
  }

  private match(pattern: RegExp): string | null {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0] ?? null;
    if (found !== null) this.at += found.length;
    return found;
  }

  private blanks(): void {
    this.match(/[ \t\r\n]*/y);
  }

  /** Skips blanks, then takes this character if it is next. */
  private takes(character: string): boolean {
    this.blanks();
    const isNext = this.text[this.at] === character;
    if (isNext) this.at += 1;
    return isNext;
  }

  private demand(character: string): void {
    if (!this.takes(character)) throw new NoJson(`no ${character}`);
  }

  private value(): Json {
    if (this.takes('{')) return this.object();
    if (this.takes('[')) return this.array();
    if (this.text[this.at] === '"') return this.string();
    const word = this.match(/true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y);
    if (word === null) throw new NoJson('no value');
    if (word === 'null') return null;
    return word === 'true' || word === 'false' ? word === 'true' : Number(word);
  }

  private object(): Map<string, Json> {
    const object = new Map<string, Json>();
    if (this.takes('}')) return object;
    do {
      this.blanks();
      const key = this.string();
      if (object.has(key)) throw new NoJson('a key twice');
      this.demand(':');
      object.set(key, this.value());
    } while (this.takes(','));
    this.demand('}');
    return object;
  }

  private array(): Json[] {
    const array: Json[] = [];
    if (this.takes(']')) return array;
    do array.push(this.value());
    while (this.takes(','));
    this.demand(']');
    return array;
  }

  private string(): string {
    const escapes: Record<string, string> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };
    let text = '';
    if (this.match(/"/y) === null) throw new NoJson('no string');
    for (;;) {
      // Every character from U+0020 on except quote and backslash.
      text += this.match(/[^"\\\u0000-\u001f]*/y) ?? '';
      if (this.match(/"/y) !== null) return text;
      const escape = this.match(/\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y);
      if (escape === null) throw new NoJson('no end of a string');
      const mark = escape.charAt(1);
      text +=
        mark === 'u'
          ? String.fromCharCode(Number.parseInt(escape.slice(2), 16))
          : (escapes[mark] ?? mark);
    }
  }
}

/**
 * The object of an answer that arrived completely as `application/json` in UTF-8 (without a byte
 * order mark); `null` for anything else.
 */
export function objectOf(answer: RawAnswer): Map<string, Json> | null {
  const mediaType = /^[^;]*/.exec(answer.contentType ?? '')?.[0].trim();
  if (answer.outcome !== 'answered' || mediaType?.toLowerCase() !== 'application/json') return null;
  if (!isUtf8(answer.bytes)) return null;
  const text = answer.bytes.toString('utf8');
  try {
    const value = new JsonReader(text.startsWith('\ufeff') ? text.slice(1) : text).whole();
    return value instanceof Map ? value : null;
  } catch (error) {
    if (error instanceof NoJson) return null;
    throw error;
  }
}

/** What a money operation's answer is compared with. */
interface Sent {
  id: string;
  orderNo: string;
  amount: number;
  /** What is left to be refunded after it. */
  leftWon: number;
}

/** The design's table by errorCode, for code -1. */
const saidByCode: [string, string[]][] = [
  ['pending-maintenance', ['REFUND_PENDING_SUCCESS']],
  ['pending', ['TRANSACTION_PENDING_ERROR']],
  ['said-done', ['REFUND_REFUND_NO_DUPLICATE', 'REFUND_ALREADY_REFUNDED']],
  ['said-done', ['PAY_ALREADY_COMPLETED', 'CANCEL_ALREADY_CANCELED']],
  ['wrong-key', ['COMMON_INVALID_API_KEY']],
  ['refused', ['COMMON_INVALID_PARAMETER', 'PAY_UNAUTHORIZED']],
  ['refused', ['REFUND_EXCEED_DAILY', 'INACTIVE_USER']],
  ['refused', ['COMMON_NOT_ENOUGH_CASH', 'COMMON_EXCEED_LIMIT']],
  ['refused', ['EXECUTE_PAY_NOT_APPROVED', 'PAY_EXPIRED', 'PAY_ITS_NOT_ABLE_TO_PAY']],
  ['refused', ['CANCEL_IMPOSSIBLE_STATUS', 'PAY_CANCEL_ITS_NOT_CANCELABLE_STATUS']],
  ['refused', ['COMMON_REFUND_ERROR', 'COMMON_ASSET_GET_ACCOUNT_ERROR']],
  ['refused', ['COMMON_INVALID_PAY', 'COMMON_EXCEED_SPECIFIC_BANK_LIMIT', 'PAY_FAIL_IN_FDS_USER']],
  ['refused', ['CARD_NOT_FOUND_PAYMENT', 'CARD_NOT_FOUND_REGISTER', 'CANCEL_INVALID_PARAMETER']],
  ['refused', ['REFUND_REQUIRED_AMOUNT', 'REFUND_NO_TAXFREE_ON_COMPLEX_TAX']],
  ['refused', ['DISCOUNT_REFUND_LIMIT_AMOUNT', 'INVALID_DISCOUNT', 'COUPON_ASSIGN_FAIL']],
  ['unknown', ['COMMON_TIMEOUT', 'COMMON_SYSTEM_ERROR']],
  ['unknown', ['COMMON_PAY_ERROR', 'COMMON_TEMP_DENIAL_ERROR']],
  ['unknown', ['COMMON_PAY_NOT_FOUND', 'PAYMENT_UNDER_CONSTRUCTION', 'ACCOUNT_DOMAIN_ERROR']],
  ['unknown', ['REFUND_UNKNOWN_ERROR']],
  ['unknown', ['TRANSACTION_NOT_COMPLETE', 'COMMON_THROTTLED']],
  ['unknown', ['COMMON_BREAK_TIME_OF_BANK', 'CARD_SYSTEM_ERROR']],
  ['unknown', ['CARD_BANK_SYSTEM_ERROR', 'INVALID_ACCOUNT_STATUS']],
  ['unknown', ['TRANSACTION_NOT_FOUND', 'BNPL_NOT_FOUND_PAYMENT']],
  ['unknown', ['CORE_USER_ERROR']],
  ['refused', ['COMMON_UNAUTHORIZED', 'PAYMENT_SHOP_STATE_NOT_NORMAL']],
  ['refused', ['NOT_INTERNAL_SHOP', 'PAYMENT_SHOP_STATE_CANNOT_REFUND']],
  ['refused', ['PAUSE_USER', 'USER_STATUS_ERROR']],
  ['refused', ['FRAUD_DETECTION_SYSTEM_ERROR', 'PAY_FRAUD_DETECTED']],
  ['refused', ['AGE_POLICY_ERROR', 'BLOCKED_THE_USE_OF_POINT']],
  ['refused', ['COMMON_ITS_NOT_ABLE_TO_CHANGE_STATUS', 'ESCROW_IMPOSSIBLE_STATUS']],
  ['refused', ['CARD_NOT_AVAILABLE', 'CARD_NOT_AVAILABLE_SHOP']],
  ['refused', ['CARD_EXCEED_LIMIT', 'CARD_NOT_ENOUGH_BALANCE']],
  ['refused', ['CARD_SPREADOUT_ERROR', 'CARD_MIN_AMOUNT_ERROR']],
  ['refused', ['CARD_MIN_AMOUNT_FOR_SPREADOUT_ERROR', 'AVAILABLE_ONLY_TOSS_MONEY_UNDER_MIN_AMT']],
  ['refused', ['BNPL_EXCEED_PAYABLE_AMOUNT', 'AUTO_CHARGE_NOT_YET_REGISTER_ACCOUNT']],
  ['refused', ['DISCOUNT_CLOSED', 'USER_DISCOUNT_CLOSED']],
  ['refused', ['DISCOUNT_NEED_ISSUE', 'DISCOUNT_ALREADY_ISSUED']],
  ['refused', ['TOSS_APP_UPDATE_IS_REQUIRED', 'BNPL_INVALID_REQUEST']],
  ['refused', ['BNPL_NOT_EXIST_USER', 'NOT_SET_BNPL_PAYMENT_ACCOUNT']],
  ['said-done', ['PAYMENT_EXISTING_PAYMENT', 'BNPL_ALREADY_COMPLETED_REQUEST']],
  ['said-done', ['BNPL_ALREADY_COMPLETED_REFUND']],
  ['pending', ['BNPL_IN_PROGRESS_REQUEST']],
];

/** Whole won, also as a text of digits alone; `null` for anything else. */
function amountOf(value: Json | undefined): number | null {
  const number = typeof value === 'string' && /^[0-9]+$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0 ? number : null;
}

const isText = (value: Json | undefined): value is string =>
  typeof value === 'string' && value !== '';

/** Toss may write a UUID in capitals. */
export const isOwnNumber = (told: Json | undefined, own: string): boolean =>
  isText(told) && told.toLowerCase() === own.toLowerCase();

function ofSuccess(kind: OperationKind, sent: Sent, object: Map<string, Json>): string {
  const payStatus = object.get('payStatus');
  if (kind === 'cancel') return 'ok';
  if (kind === 'execute') {
    if (payStatus === 'PAY_PROGRESS') return 'pending';
    const differs = (key: string, value: Json) => object.has(key) && object.get(key) !== value;
    return differs('orderNo', sent.orderNo) || differs('amount', sent.amount) ? 'unknown' : 'ok';
  }
  if (payStatus === 'REFUND_PROGRESS') return 'pending';
  const refundNo = object.get('refundNo');
  const rest = amountOf(object.get('refundableAmount'));
  const isRest = rest === null || rest === sent.leftWon;
  if (isOwnNumber(refundNo, sent.id) && isRest) return `ok ${sent.id}`;
  return isText(refundNo) ? `said-done ${refundNo}` : 'said-done';
}

/**
 * The verdict of the closed list about an answer to a money operation, with the refund's number
 * where it has one. What is not on the list is `unknown`.
 * @param object the answer's `objectOf`
 */
export function mayBeTakenFor(
  kind: OperationKind,
  sent: Sent,
  answer: RawAnswer,
  object: Map<string, Json> | null,
): string {
  if (answer.outcome === 'never-sent') return 'not-sent';
  if (object === null) return 'unknown';
  const [code, errorCode] = [object.get('code'), object.get('errorCode')];
  const { httpStatus } = answer;
  if (code === -1) {
    if (![200, 400, 401, 404].includes(httpStatus)) return 'unknown';
    for (const [said, codes] of saidByCode) {
      if (isText(errorCode) && codes.includes(errorCode)) return said;
    }
    if (httpStatus === 401) return 'wrong-key';
    return httpStatus === 200 ? 'unknown' : 'refused';
  }
  // Success beside an error in any form is contradictory.
  const namesNoError = errorCode === undefined || errorCode === null || errorCode === '';
  const isPlainSuccess = code === 0 && httpStatus === 200 && namesNoError;
  return isPlainSuccess ? ofSuccess(kind, sent, object) : 'unknown';
}

const nineStates = [
  ...['PAY_STANDBY', 'PAY_APPROVED', 'PAY_CANCEL', 'PAY_PROGRESS', 'PAY_COMPLETE'],
  ...['REFUND_PROGRESS', 'REFUND_SUCCESS', 'SETTLEMENT_COMPLETE', 'SETTLEMENT_REFUND_COMPLETE'],
];
export const paidStates = nineStates.slice(4);
const statesWithoutRefunds = nineStates.slice(0, 5);
const statesWithRefunds = ['REFUND_SUCCESS', 'SETTLEMENT_REFUND_COMPLETE'];

/** One refund that a status answer shows. */
export interface ShownRefund {
  refundNo: string;
  amount: number;
  isDone: boolean;
}

/** The most that a status answer proves. */
export interface Shown {
  kind: 'read' | 'not-found' | 'credentials' | 'unclear';
  /** Only of a `read`. */
  payStatus: string;
  isAboutIt: boolean;
  /** `null` when the answer does not show all of them in a readable form. */
  refunds: ShownRefund[] | null;
  isGood: boolean;
}

/** The readable refunds, and whether these are all, each in a known state. */
function shownRefunds(value: Json | undefined): { shown: ShownRefund[] | null; isAll: boolean } {
  if (!Array.isArray(value)) return { shown: null, isAll: false };
  const shown: ShownRefund[] = [];
  for (const entry of value) {
    if (!(entry instanceof Map)) continue;
    const [refundNo, amount] = [entry.get('refundNo'), amountOf(entry.get('amount'))];
    if (!isText(refundNo) || amount === null || amount < 1) continue;
    shown.push({ refundNo, amount, isDone: entry.get('status') === 'SUCCESS' });
  }
  const isAll = shown.length === value.length && shown.every(({ isDone }) => isDone);
  return { shown, isAll };
}

/** Whether a list of refunds is consistent in itself, with the state, and with what was paid. */
function agrees(refunds: ShownRefund[], payStatus: string, paid: Json | undefined): boolean {
  if (!nineStates.includes(payStatus)) return false;
  if (statesWithoutRefunds.includes(payStatus) && refunds.length > 0) return false;
  if (statesWithRefunds.includes(payStatus) && refunds.length === 0) return false;
  let sum = 0;
  const numbers = new Map<string, ShownRefund>();
  for (const refund of refunds) {
    sum += refund.amount;
    numbers.set(refund.refundNo, refund);
  }
  const paidWon = amountOf(paid);
  return numbers.size === refunds.length && (paidWon === null || sum <= paidWon);
}

const isNegative = (value: Json | undefined): boolean =>
  typeof value === 'number' ? value < 0 : typeof value === 'string' && /^-[0-9]/.test(value);

/** Codes that may stand for "no such payment"; so may none at all. */
const denials = ['TRANSACTION_NOT_FOUND', 'COMMON_PAY_NOT_FOUND', 'CORE_USER_ERROR'];

const nothingShown = { payStatus: '', isAboutIt: false, refunds: null, isGood: false };

/** What an answer to a status read by payToken shows. */
export function shownBy(payToken: string, answer: RawAnswer): Shown {
  if (answer.outcome !== 'answered') return { kind: 'unclear', ...nothingShown };
  if (answer.httpStatus === 401) return { kind: 'credentials', ...nothingShown };
  const object = objectOf(answer);
  const [code, errorCode] = [object?.get('code'), object?.get('errorCode')];
  if (code === -1 && (answer.httpStatus === 200 || answer.httpStatus === 404)) {
    if (errorCode === 'COMMON_INVALID_API_KEY') return { kind: 'credentials', ...nothingShown };
    const isDenied = !isText(errorCode) || denials.includes(errorCode);
    return { kind: isDenied ? 'not-found' : 'unclear', ...nothingShown };
  }
  const payStatus = object?.get('payStatus');
  const isRead = code === 0 && answer.httpStatus === 200 && isText(payStatus);
  if (object === null || !isRead || !isText(object.get('orderNo'))) {
    return { kind: 'unclear', ...nothingShown };
  }
  if (!isText(object.get('payToken'))) return { kind: 'unclear', ...nothingShown };
  const isAboutIt = object.get('payToken') === payToken;
  const { shown: refunds, isAll } = shownRefunds(object.get('refunds'));
  const isWhole = isAll && refunds !== null;
  const isGood =
    isAboutIt &&
    isWhole &&
    !['discountedAmount', 'paidAmount'].some((key) => isNegative(object.get(key))) &&
    agrees(refunds, payStatus, object.get('amount'));
  return { kind: 'read', payStatus, isAboutIt, refunds, isGood };
}
