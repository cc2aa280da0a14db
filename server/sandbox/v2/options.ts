import { z } from 'zod';

import { DISCOUNT_ROUNDINGS } from '../money-split.ts';

const won = z.int().min(0).max(1_000_000_000_000);

/** Answers that no document gives for an unknown payment. */
const NOT_FOUND_CODES = [
  'TRANSACTION_NOT_FOUND',
  'COMMON_PAY_NOT_FOUND',
  'CORE_USER_ERROR',
  'none',
] as const;

/**
 * What v2's documents leave open, or say in two ways, an option for each. Defaults are the readings
 * of the newest document.
 */
export const v2OptionShape = {
  /** `mode` of the answers. LIVE contradicts the test key, and has real approval numbers. */
  mode: z.enum(['TEST', 'LIVE']),
  /** Fields that an answer does not use are left out as in the samples, or null as in real ones. */
  unusedFields: z.enum(['absent', 'null']),
  /** `spreadOut`, `noInterest` and `cardCompanyCode`: number and boolean, or texts. */
  cardFieldTypes: z.enum(['typed', 'text']),
  /** `accountBankCode`: `088` by the list, `88` by the samples. */
  bankCodeDigits: z.union([z.literal(2), z.literal(3)]),
  /** Do answers still have `paidPoint` and `refundedPoint`, always 0? */
  deadFields: z.boolean(),
  /** Host of `salesCheckLinkUrl`. */
  slipHost: z.enum(['pay.toss.im', 'staging.toss.im']),
  /** Which errorCode an unknown payment gets; `none`: code -1 alone. */
  notFoundCode: z.enum(NOT_FOUND_CODES),
  /** May amounts be texts? `false`: JSON numbers only, so that no form can have an amount. */
  amountsAsText: z.boolean(),

  /** May an orderNo be used again before a buyer has authenticated? */
  orderNoReuse: z.enum(['never', 'until-authenticated']),
  /** Create without `autoExecute`. */
  autoExecuteAbsent: z.enum(['true', 'false', 'error']),
  /** Create without `cashReceipt`. Null and odd values are false in any case. */
  cashReceiptAbsent: z.boolean(),
  /** Must `resultCallback` be https on port 443? Addresses of this machine never must. */
  callbackHttpsOnly: z.boolean(),
  /** `metadata` and `userPhone`, which v2's documents no longer have. */
  formerFields: z.enum(['ignored', 'kept', 'refused']),

  /** Which code a second execute gets. */
  executedAgainCode: z.enum([
    'PAYMENT_EXISTING_PAYMENT',
    'PAY_ALREADY_COMPLETED',
    'COMMON_ITS_NOT_ABLE_TO_CHANGE_STATUS',
  ]),
  /** Does Toss issue cash receipts for this shop, and say so by `cashReceiptMgtKey`? */
  cashReceiptIssuer: z.enum(['toss', 'shop']),
  /** The 현금영수증 API takes live keys only; `served`: as for one. */
  cashReceiptCalls: z.enum(['live-only', 'served']),

  /** Is a refund without `refundNo` an error, or does Toss make one? */
  refundNoAbsent: z.enum(['error', 'made-by-toss']),
  /** May a refundNo equal the payment's transactionId? */
  refundNoAsTransactionId: z.enum(['error', 'free']),
  /** The same refund again: the first answer (the `idempotent` text), or a failure (qna). */
  refundAgain: z.enum(['same-answer', 'duplicate']),
  /**
   * Another refund under a used number: a failure, the first refund's answer, or a failure that
   * refunds the number's first payment once more.
   */
  refundNoElsewhere: z.enum(['duplicate', 'first-answer', 'refunds-first-payment']),
  /** Which code a refund that ends later gets. */
  refundPendingCode: z.enum(['TRANSACTION_PENDING_ERROR', 'REFUND_PENDING_SUCCESS']),
  refundReasonAbsent: z.enum(['empty', 'error']),
  /** Characters of a reason: the listed ones, these and blanks, or any. */
  refundReasonCharacters: z.enum(['listed', 'listed-and-blank', 'any']),
  /** A partial refund without `amountTaxFree`. */
  refundTaxFreeAbsent: z.enum(['zero', 'error']),
  /** Sign of `refundedAmount` and its two parts. */
  refundedSign: z.enum(['minus', 'plus']),

  /** Who wins when status is asked by both payToken and orderNo. */
  statusByBoth: z.enum(['payToken', 'orderNo']),
  /** Which of several payments of an orderNo status answers. */
  statusByOrder: z.enum(['newest', 'paid']),
  /** Discount, points and paid amount in status: of the whole payment, or of what is left. */
  statusAmounts: z.enum(['as-paid', 'as-left']),
  transactionPointsShown: z.boolean(),
  /** How much later than paidTs and approvalTime the lines of `transactions` are registered. */
  regTsLaterMs: z.int().min(0).max(60_000),
  /** The four tax parts add up to `amount`, or to what is left of it beside the cup deposit. */
  cupDepositInParts: z.boolean(),

  /** What a buyer who says nothing pays with. */
  discountPercent: z.int().min(0).max(99),
  pointsWon: won,
  cupDepositWon: won,
  /** Rounding of the discount that stays after a partial refund. */
  discountRounding: z.enum(DISCOUNT_ROUNDINGS),
  /** Partial refunds of a discounted payment: any, or only up to the buyer's own money. */
  discountRefunds: z.enum(['proportional', 'beside-discount']),
  smallestDiscountRefundWon: won,
  /** Are Toss's limits for buyers kept: 2,000,000 won of 토스머니, 100 won at least by card? */
  buyerLimits: z.boolean(),
  /** A refund in Toss's console has a number of its own, or its transactionId for a number. */
  consoleRefundNo: z.enum(['own', 'transactionId']),

  /** v1 beside v2: are refunds made by v2 listed, are status and cancel still served? */
  v1ListsV2Refunds: z.boolean(),
  v1StatusServed: z.boolean(),
  v1CancelServed: z.boolean(),
  /** Card fields of v1's status: as in May 2019, or with what came in July. */
  v1StatusFields: z.enum(['2019-05', '2019-07']),
  /** Fields of v1's callback: as in 2019, or with what came in 2020. */
  v1CallbackFields: z.enum(['2019', '2020']),
  /** paidAmount of V2 callbacks lacks this much, as the sample's does. */
  callbackPaidLacksWon: won,
};

type V2Options = z.infer<z.ZodObject<typeof v2OptionShape>>;

export const V2_DEFAULTS: V2Options = {
  mode: 'TEST',
  unusedFields: 'absent',
  cardFieldTypes: 'typed',
  bankCodeDigits: 3,
  deadFields: false,
  slipHost: 'pay.toss.im',
  notFoundCode: 'TRANSACTION_NOT_FOUND',
  amountsAsText: true,
  orderNoReuse: 'never',
  autoExecuteAbsent: 'true',
  cashReceiptAbsent: true,
  callbackHttpsOnly: true,
  formerFields: 'ignored',
  executedAgainCode: 'PAYMENT_EXISTING_PAYMENT',
  cashReceiptIssuer: 'toss',
  cashReceiptCalls: 'live-only',
  refundNoAbsent: 'error',
  refundNoAsTransactionId: 'error',
  refundAgain: 'same-answer',
  refundNoElsewhere: 'duplicate',
  refundPendingCode: 'TRANSACTION_PENDING_ERROR',
  refundReasonAbsent: 'empty',
  refundReasonCharacters: 'listed-and-blank',
  refundTaxFreeAbsent: 'zero',
  refundedSign: 'minus',
  statusByBoth: 'payToken',
  statusByOrder: 'newest',
  statusAmounts: 'as-paid',
  transactionPointsShown: true,
  regTsLaterMs: 0,
  cupDepositInParts: true,
  discountPercent: 0,
  pointsWon: 0,
  cupDepositWon: 0,
  discountRounding: 'floor',
  discountRefunds: 'proportional',
  smallestDiscountRefundWon: 0,
  buyerLimits: false,
  consoleRefundNo: 'own',
  v1ListsV2Refunds: true,
  v1StatusServed: true,
  v1CancelServed: true,
  v1StatusFields: '2019-05',
  v1CallbackFields: '2019',
  callbackPaidLacksWon: 0,
};
