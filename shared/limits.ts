/**
 * Limits of input, shared by the API's schemas and the fields on screen. Lengths are in UTF-16
 * units of trimmed texts. Passwords are in password.ts, retention periods in settings.ts, the
 * amount of a payment in won.ts.
 */

/**
 * No control characters and no unpaired surrogates: SQLite ends a text's length at the first NUL.
 */
export const ONE_LINE = /^[^\p{Cc}\p{Cs}]*$/u;
/** The same for texts with several lines. */
export const MANY_LINES = /^(?:[^\p{Cc}\p{Cs}]|[\t\n\r])*$/u;

/** Toss: digits, latin letters and `_-:.^@`. */
export const ORDER_NO = /^[A-Za-z0-9_\-:.^@]*$/;
export const ORDER_NO_MAX = 50;
/** The characters of all numbers and ids of the desk and of Toss. */
export const VISIBLE_ASCII = /^[\x21-\x7e]*$/;
export const PAY_TOKEN_MAX = 64;
/** The id of an account or of a token. */
export const STAFF_ID_MAX = 64;
/** Toss: no backslash and no quotation mark. */
export const PRODUCT = /^[^\\"']*$/;
export const PRODUCT_MAX = 255;
export const METADATA_MAX = 1024;
/** Addresses that Toss calls or sends the buyer to; v2 takes a longer one of the callback. */
export const URL_MAX = 255;
export const CALLBACK_URL_MAX_V2 = 500;
export const SEARCH_MAX = 255;
/** A status in a filter: also one that the desk does not know. */
export const STATUS_MAX = 40;
export const STATUSES_MAX = 14;
/** An amount that is typed or filtered by: few enough digits for a safe integer. */
export const WON_DIGITS = /^\d{1,15}$/;

/** Toss's limit for a reason by v1 (the guide, 환불), and for any that the screens offer. */
export const REASON_MAX = 50;
/** Toss's limit for the reason of a refund by v2. */
export const REASON_MAX_V2 = 255;
/** The reason that Toss gets: one line, without what Toss forbids in `productDesc` too. */
export const REASON = /^[^\p{Cc}\p{Cs}\\"']*$/u;
/** v2's alphabet for the reason of a refund, with blanks, which its own samples have. */
export const REASON_V2 = /^[ㄱ-ㅎㅏ-ㅣ가-힣0-9A-Za-z_\-:.^@()[\]#/!%?& ]*$/;
export const NOTE_MAX = 500;
/** The evidence of a decision: long enough to be found again, such as "콘솔에서 확인". */
export const EVIDENCE_MIN = 5;
export const EVIDENCE_MAX = 500;
/** Why data is exported; as short as evidence may be. */
export const EXPORT_REASON_MAX = 200;
export const BULK_NAME_MAX = 100;
export const VIEW_NAME_MAX = 40;

/** No invisible characters: two different addresses must not look the same. */
export const EMAIL = /^[^\s@\p{C}]+@[^\s@\p{C}]+$/u;
export const EMAIL_MAX = 254;
export const PERSON_NAME_MAX = 100;

export const SHOP_NAME_MAX = 50;
export const REFUND_REASONS_MAX = 20;
export const APPROVAL_HOURS_MAX = 720;
export const GRACE_SECONDS_MAX = 3600;
/** The highest limit in won: more than any shop turns over in a day. */
export const LIMIT_MAX_WON = 1_000_000_000_000;

export const isOrderNo = (text: string) =>
  text !== '' && text.length <= ORDER_NO_MAX && ORDER_NO.test(text);
export const isPayToken = (text: string) =>
  text !== '' && text.length <= PAY_TOKEN_MAX && VISIBLE_ASCII.test(text);
export const isStaffId = (text: string) =>
  text !== '' && text.length <= STAFF_ID_MAX && VISIBLE_ASCII.test(text);
