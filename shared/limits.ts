/**
 * Limits of what people and programs give, one for the schemas of the API and for the fields on
 * screen. Lengths are in UTF-16 units, of texts without the blanks around them. Those of passwords
 * are in password.ts, those of terms in settings.ts, those of one payment in won.ts.
 */

/** No control characters and no halves of a pair: SQLite ends a text's length at the first NUL. */
export const ONE_LINE = /^[^\p{Cc}\p{Cs}]*$/u;
/** The same for texts that may have several lines. */
export const MANY_LINES = /^(?:[^\p{Cc}\p{Cs}]|[\t\n\r])*$/u;

/** Toss: digits, latin letters and `_-:.^@`. */
export const ORDER_NO = /^[A-Za-z0-9_\-:.^@]*$/;
export const ORDER_NO_MAX = 50;
/** Of what numbers and ids of ours and of Toss consist. */
export const VISIBLE_ASCII = /^[\x21-\x7e]*$/;
export const PAY_TOKEN_MAX = 64;
/** The id of an account or of a token. */
export const STAFF_ID_MAX = 64;
/** Toss: no backslash and no quotation mark. */
export const PRODUCT = /^[^\\"']*$/;
export const PRODUCT_MAX = 255;
export const METADATA_MAX = 1024;
export const SEARCH_MAX = 255;

/** Toss's limit for a reason (the guide, 환불). */
export const REASON_MAX = 50;
export const NOTE_MAX = 500;
/** What a decision rests on: long enough to be found again, such as "콘솔에서 확인". */
export const EVIDENCE_MIN = 5;
export const EVIDENCE_MAX = 500;
/** Why data leaves the desk; as short as evidence may be. */
export const EXPORT_REASON_MAX = 200;
export const BULK_NAME_MAX = 100;
export const VIEW_NAME_MAX = 40;

/** Nothing invisible: two accounts must not look like one. */
export const EMAIL = /^[^\s@\p{C}]+@[^\s@\p{C}]+$/u;
export const EMAIL_MAX = 254;
export const PERSON_NAME_MAX = 100;

export const SHOP_NAME_MAX = 50;
export const REFUND_REASONS_MAX = 20;
export const APPROVAL_HOURS_MAX = 720;
export const GRACE_SECONDS_MAX = 3600;
/** The most that a limit in won may be: more than any shop turns over in a day. */
export const LIMIT_MAX_WON = 1_000_000_000_000;

export const isOrderNo = (text: string) =>
  text !== '' && text.length <= ORDER_NO_MAX && ORDER_NO.test(text);
export const isPayToken = (text: string) =>
  text !== '' && text.length <= PAY_TOKEN_MAX && VISIBLE_ASCII.test(text);
export const isStaffId = (text: string) =>
  text !== '' && text.length <= STAFF_ID_MAX && VISIBLE_ASCII.test(text);
