/** The settings that a manager can change on the 설정 screen. */

/** A value per role that can refund; viewers can't. */
export interface ByRole<T> {
  operator: T;
  manager: T;
}

export interface ShopSettings {
  shopName: string;
  /** 사업자등록번호, ten digits with hyphens; printed on receipts. */
  businessNumber: string | null;
  /** Reasons offered in the refund form; Toss takes at most 50 characters each. */
  refundReasons: string[];
  /** A refund of this many won or more needs a second person; `null`: none does. */
  approvalFromWon: number | null;
  /** How long an approval may take before it lapses. */
  approvalHours: number;
  /** How long a refund waits before it is sent; until then it may be withdrawn. */
  graceSeconds: ByRole<number>;
  /** A refund of this many won or more needs a fresh second factor; `null`: none does. */
  stepUpFromWon: number | null;
  /** Daily refund limit per person (Seoul days), in won; `null`: no limit. */
  personDayWon: ByRole<number | null>;
  /** Daily refund limit of the whole shop, in won; `null`: no limit. */
  shopDayWon: number | null;
  /** Whether the notices of managers' phones say the amount. */
  pushAmounts: boolean;
  /** Retention of access records, in years. */
  accessYears: number;
  /** Retention of buyers' data, in years from the payment. */
  buyerDataYears: number;
}

/** 접속기록: the law requires one year, and two for larger shops. */
export const ACCESS_YEARS = { least: 1, most: 10, usual: 2 } as const;
/** `usual` is as long as the law makes a shop keep its trade records. */
export const BUYER_DATA_YEARS = { least: 1, most: 30, usual: 5 } as const;

/** Days until a shorter retention takes effect, because erased data can't be restored. */
export const SHORTER_AFTER_DAYS = 7;

/** Daily refund limit of an operator while no manager has set one; won. */
export const OPERATOR_DAY_WON = 1_000_000;

export const usualRefundReasons: readonly string[] = [
  '단순 변심',
  '상품 불량',
  '오배송',
  '재고 부족',
  '중복 결제',
  '가격 조정',
];

/** This reason says nothing by itself and needs a note; offered beside the shop's own. */
export const OTHER_REASON = '기타';

/** A text with such characters looks the same. */
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\p{Cf}\s]/gu;

/** `true` if a refund with this reason needs a note. */
export function needsNote(reason: string): boolean {
  return reason.replaceAll(INVISIBLE, '').normalize() === OTHER_REASON;
}

/** How long a second factor, or a password where there is none, counts as fresh. */
export const STEP_UP_FRESH_MS = 5 * 60 * 1000;
/** Idle time after which the screen locks. */
export const LOCK_AFTER_MS = 15 * 60 * 1000;
/** How long another person's open refund form counts without a heartbeat. */
export const LEASE_MS = 60 * 1000;
