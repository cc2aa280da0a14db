import { z } from 'zod';

import { SEOUL_DAY } from '../seoul-time.ts';

const basisPoints = z.int().min(0).max(10_000);
const days = z.int().min(0).max(30);

/** A shop's rates from a day on, in hundredths of a percent. */
const feeRate = z.strictObject({
  from: z.string().regex(SEOUL_DAY),
  tossMoneyBp: basisPoints,
  cardBp: basisPoints,
});

/** 정산: what the contract says, and what the documents leave open. */
export const settlementOptionShape = {
  /** A test key's lines have no fee and no due day, or none exist; `live`: as for a live key. */
  settlement: z.enum(['test', 'live', 'none']),
  /** The latest one that has begun on the day of the approval holds. */
  feeRates: z.array(feeRate).min(1).max(100),
  /** What a refund brings back of the fee. */
  feeBack: z.enum(['full-refund-only', 'proportional', 'difference', 'none']),
  /** Has what Toss paid to a buyer who had left a line, without a fee, or none? */
  buyerLeftLine: z.boolean(),
  /** Is the shop paid the gross amount, or without the buyer's discount and points? */
  settledOn: z.enum(['gross', 'paid']),
  /** Business days from a trade to its payout; monthly: from the end of its month. */
  tossMoneyDueDays: days,
  cardDueDays: days,
  settlementCycle: z.enum(['daily', 'monthly']),
  /** The hour of the day after a trade from which on its line is there. */
  settlementLoadHour: z.int().min(0).max(23),
  /** Days to come, asked by DUE: known already, or empty until they are paid. */
  futureDueDays: z.enum(['empty', 'shown']),
  /** How far back days may be asked for; 0: without an end. */
  settlementDaysBack: z.int().min(0).max(10_000),
  settlementPageSize: z.int().min(1).max(1000),
  /** From the second page on: still the sums of all lines, or of the page's own. */
  settlementTotals: z.enum(['all', 'own-after-first']),
  /** Refunds with minus by the text, or as the sample has one: plus, with a fee. */
  settlementRefundSign: z.enum(['minus', 'as-sample']),
  /** Do lines have `payMethod` twice, as in the sample? */
  settlementDoubledKey: z.boolean(),
  settleDateTimeDigits: z.union([z.literal(14), z.literal(15)]),
  /** Are cards settled as RESELLER_CARD? */
  resellerShop: z.boolean(),

  /** What limits the refunds of a day, beside the base dailyRefundLimitWon. */
  dailyRefundLimitRule: z.enum(['base-alone', 'policy', 'v1-months']),
  /** For the policy's limit: the shop's balance; is what settles later net of fees? */
  shopBalanceWon: z.int().min(0),
  limitNetOfFees: z.boolean(),
  limitCountsProgress: z.boolean(),
};

export const SETTLEMENT_DEFAULTS: z.infer<z.ZodObject<typeof settlementOptionShape>> = {
  settlement: 'test',
  feeRates: [{ from: '20160101', tossMoneyBp: 160, cardBp: 160 }],
  feeBack: 'full-refund-only',
  buyerLeftLine: true,
  settledOn: 'gross',
  tossMoneyDueDays: 1,
  cardDueDays: 4,
  settlementCycle: 'daily',
  settlementLoadHour: 6,
  futureDueDays: 'empty',
  settlementDaysBack: 0,
  settlementPageSize: 1000,
  settlementTotals: 'all',
  settlementRefundSign: 'minus',
  settlementDoubledKey: false,
  settleDateTimeDigits: 14,
  resellerShop: false,
  dailyRefundLimitRule: 'base-alone',
  shopBalanceWon: 0,
  limitNetOfFees: true,
  limitCountsProgress: true,
};
