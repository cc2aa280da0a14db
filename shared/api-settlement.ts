/**
 * The endpoints of 정산. All money is integer won with its sign as seen by the shop: payments and
 * returned fees are plus, refunds and charged fees are minus. Days are days in Seoul, `yyyy-MM-dd`.
 */
import { z } from 'zod';
import { instant, note, payToken, staffRef, type Endpoint } from './api-pieces.ts';
import { MANY_LINES } from './limits.ts';
import {
  BANK_CSV_MAX,
  BANK_DAYS_MAX,
  DEPOSIT_MAX_WON,
  csvFaults,
  dayStates,
  depositReasons,
  feeBackRules,
  feeStates,
  importFaults,
  lineStates,
  ownStates,
  RATE_MAX_BP,
  settledMethods,
} from './settlement.ts';

const day = z.iso.date().regex(/^[2-9]/, 'must be in the year 2000 or later');
const month = z.string().regex(/^[2-9]\d{3}-(?:0[1-9]|1[0-2])$/, 'must be a month, yyyy-MM');
const signedWon = z.int();
const basisPoints = z.int().min(0).max(RATE_MAX_BP);

/** Why a day does not count, and what happens next. */
const incomplete = z.object({
  why: z.enum(importFaults),
  /** From 1; `null` where no page is to blame. */
  page: z.int().nullable(),
  /** When Toss was last asked. */
  askedAt: instant.nullable(),
  /** When the desk asks again by itself; `null`: not any more, somebody has to. */
  nextAt: instant.nullable(),
});

/** What is paid out on a day. `settled` = `amount` + `fee` + `vat`. */
const sums = z.object({
  lines: z.int(),
  amount: signedWon,
  fee: signedWon,
  vat: signedWon,
  settled: signedWon,
});

const depositWon = z.int().min(0).max(DEPOSIT_MAX_WON);

const deposit = z.object({
  /** What arrived at the bank. */
  won: z.int().min(0),
  reason: z.enum(depositReasons).nullable(),
  note: z.string().nullable(),
  /** `csv`: read from a bank's file; `csvLine` is its line there, from 1. */
  source: z.enum(['typed', 'csv']),
  csvLine: z.int().nullable(),
  /** Somebody took the entry before it back; `won` is 0. */
  isRemoved: z.boolean(),
  by: staffRef,
  at: instant,
});

const dayHead = z.object({
  day,
  state: z.enum(dayStates),
  incomplete: incomplete.nullable(),
  /** Of the lines known so far; 0 lines where nothing is paid out. */
  sums,
  /** Of `sums.settled`: lines without a payout day, which are never paid out. */
  notDueWon: signedWon.optional(),
  /** A negative rest of earlier days, 0 or less, and what is carried on to later ones. */
  carryIn: signedWon,
  carryOut: signedWon,
  /**
   * What should arrive: `carryIn` + `sums.settled` − `notDueWon`, but never below 0; `null`:
   * incomplete.
   */
  expectedWon: z.int().min(0).nullable(),
  depositWon: z.int().min(0).nullable(),
  /** Deposit − expected; `null` where one of them is missing. */
  differenceWon: signedWon.nullable(),
  reason: z.enum(depositReasons).nullable(),
  /** What somebody should look at. */
  toCheck: z.object({
    amountDiffers: z.int(),
    notInBooks: z.int(),
    unknownType: z.int(),
    feeDiffers: z.int(),
    missing: z.int(),
  }),
});

/** Both ways to work a fee out. */
const fee = z.object({
  state: z.enum(feeStates),
  /** The rate of the contract on the day of the approval. */
  rateBp: basisPoints.nullable(),
  rule: z.enum(feeBackRules).nullable(),
  /** By the contract, with sign; `null`: no rate or no rule. */
  fee: signedWon.nullable(),
  vat: signedWon.nullable(),
  /** Line − contract: below 0 where Toss took more. */
  feeDifference: signedWon.nullable(),
  vatDifference: signedWon.nullable(),
  /** The rate that would explain the line; `null`: none does. Where the line fits, `rateBp`. */
  wouldFitBp: basisPoints.nullable(),
  /** The rule for refunds that would explain the line at the contract's rate. */
  wouldFitRule: z.enum(feeBackRules).nullable(),
});

/** A payment or refund of the books. `won` is minus for a refund. */
const own = z.object({
  payToken,
  orderNo: z.string(),
  productDesc: z.string(),
  kind: z.enum(['PAY', 'REFUND']),
  /** Of a refund: under which number it is booked. */
  refundNo: z.string().nullable(),
  won: signedWon,
  at: instant.nullable(),
  /** Of a refund: whether it was made through the desk. */
  isOwn: z.boolean(),
});

const line = z.object({
  transactionId: z.string(),
  /** `PAY`, `REFUND`, or a type that the desk does not know, as Toss sent it. */
  type: z.string(),
  payToken: z.string(),
  orderNo: z.string(),
  method: z.string(),
  amount: signedWon,
  fee: signedWon,
  vat: signedWon,
  settled: signedWon,
  /** The day of the trade; the payout day is `null` where Toss told none, as for test payments. */
  tradeDay: day,
  dueDay: day.nullable(),
  tradedAt: instant.nullable(),
  state: z.enum(lineStates),
  /** 1 for the first version; a line that Toss changed later has more. */
  version: z.int(),
  /** When this version was first seen. */
  seenAt: instant,
  /** Toss sent a refund with a payment's signs; shown are those of its type. */
  signWasWrong: z.boolean(),
  /** Toss no longer lists it: in no sum. */
  isGone: z.boolean(),
  feeCheck: fee,
  own: own.nullable(),
});

const missing = z.object({
  ...own.shape,
  state: z.enum(ownStates),
  /** The day on which it should be paid out: that of the other lines of its trade day. */
  expectedOn: day,
});

const some = <T extends z.ZodType>(items: T) => z.object({ items: z.array(items), left: z.int() });

const settlementDay = z
  .object({
    ...dayHead.shape,
    mode: z.enum(['test', 'live']),
    /** Those to check first, then by time. */
    lines: some(line),
    /** 정산에 없음. */
    missing: some(missing),
    deposit: deposit.nullable(),
    /** Earlier entries of the deposit, the newest first. */
    depositsBefore: z.array(deposit),
    /** A tax invoice of the day's fees: supply = (fee + VAT) / 1.1, plus where Toss charges. */
    invoice: z.object({ supply: signedWon, vat: signedWon }),
  })
  .meta({ id: 'SettlementDay' });

const settlementMonth = z
  .object({
    month,
    mode: z.enum(['test', 'live']),
    /** The operator has switched the import on (SETTLEMENT_IMPORT). */
    isOn: z.boolean(),
    asOf: instant,
    today: day,
    /** The first day that the desk imported by itself, if any; `null`: none is imported. */
    since: day.nullable(),
    /** Every day of the month, in order, by payout day. */
    days: z.array(dayHead),
    /** Without incomplete days, and without days to come. */
    total: z.object({
      expectedWon: z.int().min(0),
      depositWon: z.int().min(0),
      /** Of days with a deposit. */
      differenceWon: signedWon,
      /** Of `differenceWon`: without a reason. */
      unexplainedWon: signedWon,
      incompleteDays: z.int(),
      openDays: z.int(),
    }),
    sums,
    invoice: z.object({
      supply: signedWon,
      vat: signedWon,
      /** Σ VAT of the lines, which differs from the invoice's by its rounding. */
      lineVat: signedWon,
    }),
    /** An import runs now. */
    isImporting: z.boolean(),
  })
  .meta({ id: 'SettlementMonth' });

const rates = z
  .object({
    /** By method, the newest first day first; a later entry of the same day replaces it. */
    rates: z.array(
      z.object({
        method: z.enum(settledMethods),
        rateBp: basisPoints,
        validFrom: day,
        by: staffRef,
        at: instant,
      }),
    ),
    feeBack: z.object({ rule: z.enum(feeBackRules), by: staffRef, at: instant }).nullable(),
    /** Lines that the entered rates do not explain, by what would: the most frequent first. */
    unexplained: z.array(
      z.object({
        method: z.string(),
        type: z.string(),
        lines: z.int(),
        /** Line − contract, fee and VAT together. */
        won: signedWon,
        firstTradeDay: day,
        wouldFitBp: basisPoints.nullable(),
        /** Of refunds: the rule that would, at the contract's rate. */
        wouldFitRule: z.enum(feeBackRules).nullable(),
      }),
    ),
  })
  .meta({ id: 'SettlementRates' });

const byDay = z.object({ day });
const fileQuery = z.strictObject({ month, language: z.enum(['ko', 'en']).optional() });

export const settlementEndpoints = {
  'GET /api/settlement/months/:month': {
    summary: 'Payout days of a Seoul month: what should arrive, what did, and the difference',
    who: 'exports.make',
    params: z.object({ month }),
    answers: { 200: settlementMonth },
  },
  'GET /api/settlement/days/:day': {
    summary: 'A payout day: the lines of Toss beside payments and refunds, fees, and the deposit',
    who: 'exports.make',
    params: byDay,
    answers: { 200: settlementDay },
  },
  'PUT /api/settlement/days/:day/deposit': {
    summary:
      'Records what arrived at the bank on a day, and why it differs, or removes it; earlier entries stay',
    who: 'exports.make',
    perMinute: 60,
    params: byDay,
    body: z
      .strictObject({
        /** `null` removes the deposit of the day. */
        won: depositWon.nullable(),
        reason: z.enum(depositReasons).optional(),
        note: note.optional(),
        /** The deposit that was shown, `null` for none: with another one nothing is changed. */
        seenWon: depositWon.nullable().optional(),
      })
      .refine(({ reason, note: text = '' }) => reason !== 'other' || text !== '', {
        path: ['note'],
        message: 'is needed with the reason other',
      })
      .refine(({ won, reason }) => won !== null || reason === undefined, {
        path: ['reason'],
        message: 'is for a deposit',
      }),
    answers: { 200: settlementDay },
  },
  'POST /api/settlement/deposits': {
    summary:
      'Reads deposits from a CSV of a bank: lines with Toss정산; with an error in any line, or where recorded ones would change, none is kept',
    who: 'exports.make',
    perMinute: 20,
    mostKib: 1024,
    body: z.strictObject({
      csv: z.string().min(1).max(BANK_CSV_MAX).regex(MANY_LINES, 'must be a text'),
      /** Recorded deposits that may change, as `changes` of a former answer told them. */
      replaces: z
        .array(z.strictObject({ day, won: depositWon }))
        .max(BANK_DAYS_MAX)
        .optional(),
    }),
    answers: {
      200: z.object({
        /** How many days got a deposit; 0 where there is an error. */
        kept: z.int(),
        /** Days whose deposit was the same already. */
        same: z.int(),
        /** Lines that are not of Toss. */
        others: z.int(),
        /** The deposits as they are recorded, or would be. */
        days: z.array(z.object({ day, won: z.int().min(0), line: z.int() })),
        /**
         * Recorded deposits that would change, where `replaces` does not name them: none is kept.
         * `added`: lines that the bank's lines recorded before lack; else the file replaces it.
         */
        changes: z.array(
          z.object({
            day,
            from: deposit,
            won: z.int().min(0),
            added: z.int().nullable(),
          }),
        ),
        /** `line` from 1; `column`: the name of the column with the cell that can't be read. */
        errors: some(
          z.object({ line: z.int(), why: z.enum(csvFaults), column: z.string().nullable() }),
        ),
      }),
    },
  },
  'GET /api/settlement/rates': {
    summary: 'The rates of the contract, the rule for refunds, and lines that they do not explain',
    who: 'exports.make',
    answers: { 200: rates },
  },
  'PUT /api/settlement/rates': {
    summary: 'Enters a rate from a day on, or the rule for refunds; fees are checked anew',
    who: 'settings.manage',
    stepUp: true,
    perMinute: 20,
    body: z
      .strictObject({
        rate: z
          .strictObject({ method: z.enum(settledMethods), rateBp: basisPoints, validFrom: day })
          .optional(),
        feeBack: z.enum(feeBackRules).optional(),
      })
      .refine(({ rate, feeBack }) => rate !== undefined || feeBack !== undefined, {
        message: 'must have a rate or feeBack',
      }),
    answers: { 200: rates },
  },
  'GET /api/settlement/unmatched': {
    summary: 'What is on one side only, of all days: lines without a payment, and the reverse',
    who: 'exports.make',
    answers: {
      200: z.object({
        /** 장부에 없음, 금액 다름, 모르는 종류; the newest first. */
        lines: some(line),
        /** 정산에 없음; the oldest first. */
        missing: some(missing),
      }),
    },
  },
  'POST /api/settlement/imports': {
    summary: 'Asks Toss for the lines of a day now, beside the daily times',
    who: 'settings.manage',
    perMinute: 10,
    body: z.strictObject({
      /** A payout day; the trade days that belong to it are asked for as well. */
      day,
    }),
    answers: { 202: z.object({ isImporting: z.boolean() }) },
  },
  'GET /api/payments/:payToken/settlement': {
    summary: 'When a payment and its refunds are paid out, and their fees',
    who: 'exports.make',
    params: z.object({ payToken }),
    answers: {
      200: z.object({
        lines: z.array(line),
        /** Of the payment and of each refund without a line. */
        own: z.array(z.object({ ...own.shape, state: z.enum(ownStates) })),
      }),
    },
  },
  'GET /api/exports/settlement.csv': {
    summary: 'The lines of a month by payout day, with state and fee; no data about buyers',
    who: 'exports.make',
    perMinute: 20,
    file: 'text/csv; charset=utf-8',
    query: fileQuery,
    answers: { 200: z.string() },
  },
  'GET /api/exports/settlement.xlsx': {
    summary: 'A month: its days, lines, what is unmatched and the fees, as a workbook',
    who: 'exports.make',
    perMinute: 20,
    file: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    query: fileQuery,
    answers: { 200: z.string() },
  },
  'GET /api/settlement/refund-room': {
    summary: 'How much can surely still be refunded today; never a reason to refuse',
    who: 'operations.request',
    answers: {
      200: z.object({
        /** 한도: at least so much; `null`: the desk knows nothing for sure. */
        sureWon: z.int().min(0).nullable(),
        /** When Toss last refused a refund today because of its limit. */
        reachedAt: instant.nullable(),
        asOf: instant,
      }),
    },
  },
} as const satisfies Record<string, Endpoint>;
