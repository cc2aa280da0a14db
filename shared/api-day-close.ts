/** The endpoints of the close: reports of a day of the shop (일마감), of several, of a month. */
import { z } from 'zod';
import { exportReason, instant, parts, payToken, uuid, won, type Endpoint } from './api-pieces.ts';
import { operationKinds, operationStates } from './operation.ts';
import { payMethods } from './payment.ts';
import { taxKinds } from './tax-split.ts';

/** A day in Seoul; no desk is older than this century. */
const day = z.iso.date().regex(/^[2-9]/, 'must be in the year 2000 or later');

const method = z.enum(payMethods).nullable();

/** Payments or refunds of the day: count, sum, and times of the first and last. */
const flow = z.object({
  count: z.int(),
  won,
  parts,
  /** Won without known tax parts; with `parts` it adds up to `won`. */
  partsUnknownWon: won,
  /** How many have parts estimated by the desk instead of told by Toss. */
  estimated: z.int(),
  firstAt: instant.nullable(),
  lastAt: instant.nullable(),
});

const countAndWon = z.object({ count: z.int(), won });

const about = { payToken, orderNo: z.string(), won };

/** A possible difference between the report and Toss; `won` is the amount in question. */
const difference = z.discriminatedUnion('why', [
  /** Sent to Toss, with the result not proved. */
  z.object({
    ...about,
    why: z.literal('unproved'),
    operationId: uuid,
    kind: z.enum(operationKinds),
    state: z.enum(operationStates),
    sentAt: instant,
  }),
  /** Refunded elsewhere: booked, but not acknowledged yet; its parts are estimated. */
  z.object({ ...about, why: z.literal('outside-refund') }),
  /** Toss denies the payment. */
  z.object({ ...about, why: z.literal('missing') }),
  /** Toss's newer answer contradicts something irreversible in an earlier one. */
  z.object({ ...about, why: z.literal('contradiction') }),
  /** Found done after the desk had recorded it as not done. */
  z.object({ ...about, why: z.literal('late') }),
  /** Completed by its time, but in no paid state; not counted as paid. */
  z.object({ ...about, why: z.literal('odd-status'), status: z.string() }),
  /**
   * Toss gives no time of a refund: in no sum, and listed on the day on which it was first seen.
   */
  z.object({ ...about, why: z.literal('untimed-refund') }),
]);

const refund = z.object({
  payToken,
  orderNo: z.string(),
  won,
  at: instant,
  paidAt: instant.nullable(),
  method,
  /** Made through the desk, and not elsewhere, for example in Toss's console. */
  isOwn: z.boolean(),
  staffName: z.string().nullable(),
  partsAre: z.enum(['known', 'estimated', 'unknown']),
});

/** A truncated list; sums include the entries that are left out. */
const some = <T extends z.ZodType>(items: T) => z.object({ items: z.array(items), left: z.int() });

const dayClose = z
  .object({
    date: day,
    from: instant,
    to: instant,
    /** The time of all data in the report. */
    asOf: instant,
    /** The day has not ended yet. */
    isOpen: z.boolean(),
    mode: z.enum(['test', 'live']),
    shopName: z.string(),
    businessNumber: z.string().nullable(),
    /** Payments completed on the day. */
    paid: flow,
    /** Refunds made on the day, of any payment. */
    refunded: flow,
    /**
     * Refunds by bank transfer on the day, as staff recorded them; not in `refunded`. A record made
     * or taken back later changes the sheet of its day.
     */
    transferred: z.object({ ...countAndWon.shape, parts, partsUnknownWon: won }),
    byMethod: z.array(z.object({ method, paid: countAndWon, refunded: countAndWon })),
    /** Refunded until now of the day's payments, as in the list. */
    refundedOfPaid: won,
    refunds: some(refund),
    differences: z.object({ ...some(difference).shape, count: z.int(), won }),
    /** Payments of the day whose parts Toss did not tell. */
    partsNotTold: some(z.object({ payToken, orderNo: z.string(), won })),
    /** Payments not read at Toss since the day ended; `null` while it hasn't. */
    unread: z.object({ count: z.int(), payTokens: z.array(payToken) }).nullable(),
  })
  .meta({ id: 'DayClose' });

/** Sums of payments or refunds; `parts` and `unknownWon` add up to `won`. */
const sums = z.object({
  count: z.int(),
  won,
  parts,
  /** 세금 미상: of refunds that were not made by the desk, Toss tells no parts. */
  unknownWon: won,
});

const byTax = z.array(z.object({ tax: z.enum([...taxKinds, 'unknown']), ...sums.shape }));

/** Payments by the day they were paid, refunds by the day they were made, of any payment. */
const periodFigures = z
  .object({
    paid: sums,
    refunded: sums,
    /** Refunds by bank transfer, by the day of the transfer; not in `refunded`. */
    transferred: sums,
    paidByTax: byTax,
    refundedByTax: byTax,
    byMethod: z.array(z.object({ method, paid: countAndWon, refunded: countAndWon })),
    /** Every day of the span, in order. */
    days: z.array(z.object({ day, paid: sums, refunded: sums })),
    /** Of `refunded`: of payments from before the span. */
    refundsOfEarlier: countAndWon,
    /** Of `paid`: taxed without VAT of their own, because there was no cash receipt. */
    withoutVat: countAndWon,
    /** Refunds without a time from Toss, first seen in the span: in no sum. */
    untimed: countAndWon,
  })
  .meta({ id: 'PeriodFigures' });

const periodShape = {
  /** The first and the last Seoul day. */
  from: day,
  to: day,
  /** The time of all figures. */
  asOf: instant,
  /** The last day has not ended yet. */
  isOpen: z.boolean(),
  mode: z.enum(['test', 'live']),
  shopName: z.string(),
  businessNumber: z.string().nullable(),
  figures: periodFigures,
  /** SHA-256 of `figures`, hex: tells whether they are what somebody saw. */
  figuresHash: z.string(),
};

const periodClose = z.object(periodShape).meta({ id: 'PeriodClose' });

/** A Seoul month, `'2026-11'`. */
const month = z.string().regex(/^[2-9]\d{3}-(?:0[1-9]|1[0-2])$/, 'must be a month, yyyy-MM');

const change = z.object({ count: z.int(), won: z.int() });

const monthClose = z
  .object({
    ...periodShape,
    month,
    /**
     * 정산 of the month's payout days, beside its figures and no part of them. Left out where
     * nothing was ever imported.
     */
    settlement: z
      .object({
        ...{ expectedWon: won, depositWon: won },
        /** Deposit − expected, of the days with a deposit; the part of it without a reason. */
        ...{ differenceWon: z.int(), unexplainedWon: z.int() },
        ...{ incompleteDays: z.int(), openDays: z.int() },
        /** Lines without a payment or with another amount, payments without a line, other fees. */
        ...{ unmatchedLines: z.int(), missing: z.int(), feeDiffers: z.int() },
      })
      .optional(),
    /** Signatures and reopenings, the newest first. */
    entries: z.array(
      z.object({
        kind: z.enum(['signed', 'reopened']),
        at: instant,
        staffName: z.string(),
        /** Why it was reopened. */
        reason: z.string().nullable(),
        figuresHash: z.string(),
      }),
    ),
    /** The figures as they were signed; `null` while the month is not signed. */
    signed: z
      .object({
        at: instant,
        staffName: z.string(),
        figuresAt: instant,
        figures: periodFigures,
        figuresHash: z.string(),
      })
      .nullable(),
    /** `figures` minus the signed ones; `null` if not signed, or if no sum has changed since. */
    changed: z
      .object({
        paid: change,
        refunded: change,
        transferred: change,
        netWon: z.int(),
        /** Refunds of the month that the desk learnt of after the signature. */
        refunds: some(
          z.object({ payToken, orderNo: z.string(), won, at: instant, isOwn: z.boolean() }),
        ),
        /** Bank transfers that count since the signature; those that no longer do have a minus. */
        transfers: some(
          z.object({ payToken, orderNo: z.string(), won: z.int(), paidOn: z.iso.date() }),
        ),
      })
      .nullable(),
  })
  .meta({ id: 'MonthClose' });

const notBefore = { path: ['to'], message: 'must not be before from' };

const span = z.strictObject({ from: day, to: day }).refine(({ from, to }) => from <= to, notBefore);

export const dayCloseEndpoints = {
  'GET /api/exports/period.xlsx': {
    summary:
      'The payments of some Seoul days and the refunds made on them, as a workbook with its sums and those of signed months',
    who: 'exports.make',
    stepUp: true,
    perMinute: 20,
    file: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    query: z
      .strictObject({
        from: day,
        to: day,
        language: z.enum(['ko', 'en']).optional(),
        reason: exportReason,
      })
      .refine(({ from, to }) => from <= to, notBefore),
    answers: { 200: z.string() },
  },
  'GET /api/day-close/span': {
    summary: 'Some Seoul days in sums: payments by their day, refunds by theirs; at most 366 days',
    who: 'exports.make',
    query: span,
    answers: { 200: periodClose },
  },
  'POST /api/day-close/span/prints': {
    summary: 'Records who prints the sheet of some days',
    who: 'exports.make',
    perMinute: 20,
    body: span,
    answers: { 204: z.undefined() },
  },
  'GET /api/day-close/months/:month': {
    summary: 'A Seoul month in sums, who signed it, and what has changed since',
    who: 'exports.make',
    params: z.object({ month }),
    answers: { 200: monthClose },
  },
  'POST /api/day-close/months/:month/signatures': {
    summary:
      'Signs a month that is over, with the figures that the person saw: they are kept for good',
    who: 'months.sign',
    stepUp: true,
    perMinute: 20,
    params: z.object({ month }),
    body: z.strictObject({ seenHash: z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256') }),
    answers: { 200: monthClose },
  },
  'POST /api/day-close/months/:month/reopenings': {
    summary: 'Opens a signed month again; the signed figures stay, and so does this',
    who: 'months.sign',
    stepUp: true,
    perMinute: 20,
    params: z.object({ month }),
    body: z.strictObject({ reason: exportReason }),
    answers: { 200: monthClose },
  },
  'GET /api/day-close': {
    summary: 'A Seoul day in sums, with the differences to Toss; no day to come',
    who: 'exports.make',
    query: z.strictObject({ date: day }),
    answers: { 200: dayClose },
  },
  'POST /api/day-close/prints': {
    summary: 'Records who prints the sheet of a day',
    who: 'exports.make',
    perMinute: 20,
    body: z.strictObject({ date: day }),
    answers: { 204: z.undefined() },
  },
} as const satisfies Record<string, Endpoint>;
