/** What a shop's owner decides, as the 설정 screen shows and changes it. */

/** Who gives money back: a viewer never does. */
export interface ByRole<T> {
  operator: T;
  manager: T;
}

export interface ShopSettings {
  shopName: string;
  /** 사업자등록번호, ten digits with hyphens; printed on receipts. */
  businessNumber: string | null;
  /** What the refund form offers; Toss takes at most 50 characters each. */
  refundReasons: string[];
  /** A refund of this many won or more needs a second person; `null`: none does. */
  approvalFromWon: number | null;
  /** How long a second person has to decide. */
  approvalHours: number;
  /** How long a refund waits before it is sent, and may be withdrawn meanwhile. */
  graceSeconds: ByRole<number>;
  /** A refund of this many won or more asks for a fresh second factor; `null`: none does. */
  stepUpFromWon: number | null;
  /** What one person may give back on one day (Seoul), in won; `null`: any sum. */
  personDayWon: ByRole<number | null>;
  /** The same for the whole shop. */
  shopDayWon: number | null;
  /** How long access records are kept, in years. */
  accessYears: number;
  /** How long buyers' data are kept, in years from the payment. */
  buyerDataYears: number;
}

/** 접속기록: the law asks for a year, of larger shops for two. */
export const ACCESS_YEARS = { least: 1, most: 10, usual: 2 } as const;
/** As long as a shop has to keep the records of its trade. */
export const BUYER_DATA_YEARS = { least: 1, most: 30, usual: 5 } as const;

/** A term that a manager makes shorter holds only after so many days: nothing brings data back. */
export const SHORTER_AFTER_DAYS = 7;

/** What an operator may give back on one day where no manager has decided it; won. */
export const OPERATOR_DAY_WON = 1_000_000;

/** Reasons that fit most refunds. */
export const usualRefundReasons: readonly string[] = [
  '단순 변심',
  '상품 불량',
  '오배송',
  '재고 부족',
  '중복 결제',
  '가격 조정',
];

/** The reason that says nothing by itself: offered beside those of the shop. */
export const OTHER_REASON = '기타';

/** `true` for the reason of a refund that a note has to explain. */
export function needsNote(reason: string): boolean {
  return reason.normalize() === OTHER_REASON;
}

/** A second factor, or a password where there is none, stays fresh this long (money-safety). */
export const STEP_UP_FRESH_MS = 5 * 60 * 1000;
/** Without a person at it the screen locks. */
export const LOCK_AFTER_MS = 15 * 60 * 1000;
/** A colleague's open refund form is believed this long without a sign of life. */
export const LEASE_MS = 60 * 1000;
