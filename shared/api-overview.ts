/** The shop's figures of a span of days, for 개요. */
import { z } from 'zod';
import { digits, instant, won, type Endpoint } from './api-pieces.ts';
import { MOST_OVERVIEW_DAYS } from './overview.ts';
import { payMethods } from './payment.ts';

/** A day in Seoul; whether there is such a day is for the desk to see. */
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'must be a day such as 2026-11-24');

/** Milliseconds between two instants. */
const span = z.int().min(0);

/**
 * What came and what went back in a time. A payment counts when it was completed, a refund when it
 * was made, also one that was made elsewhere: so more can go back in a time than came in it.
 */
const money = {
  payments: z.int().min(0),
  paid: won,
  refunds: z.int().min(0),
  refunded: won,
  net: z.int(),
};

/** The sums of a time beside those of another that is as long, to compare them. */
const compared = z.object({
  ...money,
  /** As far as `asOf` is into this time, the one before is counted as well. */
  before: z.object({ ...money, from: instant, to: instant }),
});

const overview = z
  .object({
    asOf: instant,
    /** Both are days in Seoul, and both are in it. */
    from: day,
    to: day,
    /** The day of the shop's first payment; `null` before there is one. */
    firstDay: day.nullable(),
    /** Today until now, beside yesterday until the same time. */
    today: compared,
    /** All days of the span, beside as many before them. */
    span: compared,
    /** Of the won paid in the span; `null` where nothing was paid. */
    refundRate: z.number().min(0).nullable(),
    /** Every day of the span, also those on which nothing was paid. */
    days: z.array(z.object({ day, ...money })),
    /** Every hour of a day in Seoul, over all days of the span. */
    byHour: z.array(z.object({ hour: z.int().min(0).max(23), ...money })),
    /** Each method, and `null` where Toss told none. */
    byMethod: z.array(z.object({ method: z.enum(payMethods).nullable(), ...money })),
    /** Refunds first seen in the span whose time Toss doesn't tell: in none of the sums. */
    undated: z.object({ refunds: z.int().min(0), refunded: won }),
    /** Operations whose result was not known for a while. */
    unknowns: z.object({
      /** Asked for in the span, once unknown, and ended since. */
      settled: z.int().min(0),
      /** From being unknown first to the end. `null` where none was. */
      medianMs: span.nullable(),
      p90Ms: span.nullable(),
      longestMs: span.nullable(),
      /** Not ended now, whenever they were asked for. */
      open: z.int().min(0),
    }),
  })
  .meta({ id: 'Overview' });

export const overviewEndpoints = {
  'GET /api/overview': {
    summary: 'Today, and the figures of a span of days: the last 30, unless said otherwise',
    who: 'payments.read',
    query: z.strictObject({
      /** So many days up to today. */
      days: z.union([z.int(), digits]).pipe(z.int().min(1).max(MOST_OVERVIEW_DAYS)).optional(),
      from: day.optional(),
      to: day.optional(),
    }),
    answers: { 200: overview },
  },
} as const satisfies Record<string, Endpoint>;
