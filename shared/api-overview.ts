/** The shop's figures over a range of days, for the overview (개요). */
import { z } from 'zod';
import { digits, instant, won, type Endpoint } from './api-pieces.ts';
import { MOST_OVERVIEW_DAYS } from './overview.ts';
import { payMethods } from './payment.ts';

/** A day in Seoul; the server checks that it exists. */
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'must be a day such as 2026-11-24');

/** Milliseconds between two instants. */
const span = z.int().min(0);

/**
 * Payments and refunds in a time range. A payment counts when it was completed, and a refund when
 * it was made, here or elsewhere; so refunds can exceed payments.
 */
const money = {
  payments: z.int().min(0),
  paid: won,
  refunds: z.int().min(0),
  refunded: won,
  net: z.int(),
};

/** The sums of a range beside those of an equally long earlier one. */
const compared = z.object({
  ...money,
  /** If the range hasn't ended, the earlier one is cut at the same distance from its start. */
  before: z.object({ ...money, from: instant, to: instant }),
});

const overview = z
  .object({
    asOf: instant,
    /** Days in Seoul, both inclusive. */
    from: day,
    to: day,
    /** The day of the shop's first payment; `null` if there is none. */
    firstDay: day.nullable(),
    /** Today until now, beside yesterday until the same time. */
    today: compared,
    /** All days of the range, beside as many days before them. */
    span: compared,
    /** Share of the won paid in the range; `null` if nothing was paid. */
    refundRate: z.number().min(0).nullable(),
    /** Every day of the range, also those without payments. */
    days: z.array(z.object({ day, ...money })),
    /** Every hour of a day in Seoul, over all days of the range. */
    byHour: z.array(z.object({ hour: z.int().min(0).max(23), ...money })),
    /** By method; `null` for payments whose method Toss did not tell. */
    byMethod: z.array(z.object({ method: z.enum(payMethods).nullable(), ...money })),
    /** Refunds without a time from Toss, first seen in the range; in none of the sums. */
    undated: z.object({ refunds: z.int().min(0), refunded: won }),
    /** Operations whose result was unknown for some time. */
    unknowns: z.object({
      /** Requested in the range, once unknown, and ended since. */
      settled: z.int().min(0),
      /** From the first unknown state to the end; `null` if there was none. */
      medianMs: span.nullable(),
      p90Ms: span.nullable(),
      longestMs: span.nullable(),
      /** Not ended yet, requested at any time. */
      open: z.int().min(0),
    }),
  })
  .meta({ id: 'Overview' });

export const overviewEndpoints = {
  'GET /api/overview': {
    summary: 'Today, and the figures of a span of days: the last 30, unless said otherwise',
    who: 'payments.read',
    query: z.strictObject({
      /** Number of days up to today. */
      days: z.union([z.int(), digits]).pipe(z.int().min(1).max(MOST_OVERVIEW_DAYS)).optional(),
      from: day.optional(),
      to: day.optional(),
    }),
    answers: { 200: overview },
  },
} as const satisfies Record<string, Endpoint>;
