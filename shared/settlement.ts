/** 정산: what Toss pays out to the shop, compared with the books and with the bank account. */

/** `RESELLER_CARD`: a card payment that Toss settles through a reseller. */
export const settledMethods = ['TOSS_MONEY', 'CARD', 'RESELLER_CARD'] as const;
export type SettledMethod = (typeof settledMethods)[number];

/** The fields of Toss by which lines are asked for: the day of the trade, or of the payout. */
export const settlementDateTypes = ['SETTLE', 'DUE'] as const;
export type SettlementDateType = (typeof settlementDateTypes)[number];

/** How far back the desk asks for days by itself. */
export const DAYS_BACK = 7;

/**
 * A line beside the books. `matched` 맞음, `amount-differs` 금액 다름, `not-in-books` 장부에 없음,
 * `unknown-type` 모르는 종류.
 */
export const lineStates = ['matched', 'amount-differs', 'not-in-books', 'unknown-type'] as const;
export type LineState = (typeof lineStates)[number];

/**
 * A payment or refund beside the lines. `settled` 정산됨, `pending` 아직, `missing` 정산에 없음,
 * `exempt` 대상 아님.
 */
export const ownStates = ['settled', 'pending', 'missing', 'exempt'] as const;
export type OwnState = (typeof ownStates)[number];

/**
 * A line's fee beside the contract. `no-rate`: no rate, or no rule for refunds, is entered for its
 * day. `untold`: the desk lacks the payment, and with it the day of its approval.
 */
export const feeStates = ['fits', 'differs', 'no-rate', 'untold'] as const;
export type FeeState = (typeof feeStates)[number];

/** What a refund brings back of the fee, by the contract. */
export const feeBackRules = ['proportional', 'difference', 'full-refund-only', 'none'] as const;
export type FeeBackRule = (typeof feeBackRules)[number];

/**
 * A payout day. `none`: nothing to pay out. `open`: no deposit is entered yet. `matched` 맞음,
 * `differs` 차이, `explained` 이유 있음, `incomplete` 미완: not summed up.
 */
export const dayStates = ['none', 'open', 'matched', 'differs', 'explained', 'incomplete'] as const;
export type DayState = (typeof dayStates)[number];

/** Why the lines of a day do not count. */
export const importFaults = [
  /** Not imported yet. */
  'not-imported',
  /** Asked before Toss has loaded (06:00 of the next day) or confirmed (13:00) the day. */
  'too-early',
  /** Toss was not reached, did not answer, or refused. */
  'no-answer',
  /** The answer is cut, no JSON, larger than the desk accepts, or lacks a field. */
  'unreadable',
  'too-large',
  /** A key of a line comes twice with different values. */
  'key-twice',
  /** A line comes twice. */
  'line-twice',
  /** A line is of another day than was asked for. */
  'other-day',
  /**
   * A line names a payment of the desk with another order number; or no line of a trade day names
   * a payment of the desk, which has some of that day.
   */
  'other-shop',
  /** Lines of test payments for a live key. */
  'other-mode',
  /** A later page has other totals than the first. */
  'totals-change',
  /** The lines do not add up to the totals. */
  'totals-differ',
  /** A cursor came twice, or there are more pages than the desk reads. */
  'no-end',
  /** The payout day lacks lines that Toss had told for it. */
  'lacks-lines',
] as const;
export type ImportFault = (typeof importFaults)[number];

/** Why a deposit differs. */
export const depositReasons = [
  /** 지급보류 */
  'held',
  /** 채권 대비 보류 */
  'held-for-claims',
  /** 타잔액상계 */
  'offset',
  /** 차액정산 */
  'difference-settlement',
  /** 보정 */
  'correction',
  /** 예치금 */
  'reserve',
  /** 기타; needs a note. */
  'other',
] as const;
export type DepositReason = (typeof depositReasons)[number];

/** Hundredths of a percent; 10,000 is all of the amount. */
export const RATE_MAX_BP = 10_000;
/** More than a day of any shop; sums of many days stay exact. */
export const DEPOSIT_MAX_WON = 999_999_999_999;
/** Length of a bank's CSV, in UTF-16 units. */
export const BANK_CSV_MAX = 200_000;
/** More days than such a file has. */
export const BANK_DAYS_MAX = 10_000;
/** Most wrong lines of a bank's CSV that are told. */
export const CSV_FAULTS_MAX = 100;
/** Most lines of a day, and most unmatched entries, in one answer; `left` says how many more. */
export const DAY_LINES_MAX = 2000;

/** Why a line of a bank's CSV can't be read. */
export const csvFaults = [
  /** The first line has no column for the day, or none for the deposit. */
  'no-columns',
  /** Another number of columns than the first line. */
  'column-count',
  /** A quotation mark is opened on the line and not closed in the whole file. */
  'open-quote',
  'no-day',
  'no-won',
  /** A second deposit of Toss on the same day: they are added up, unless the line is the same. */
  'same-line',
  /** A day to come. */
  'not-a-payout-day',
] as const;
export type CsvFault = (typeof csvFaults)[number];
