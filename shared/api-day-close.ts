/** The endpoints of the day close (일마감): a report of one day of the shop. */
import { z } from 'zod';
import { instant, parts, payToken, uuid, won, type Endpoint } from './api-pieces.ts';
import { operationKinds, operationStates } from './operation.ts';
import { payMethods } from './payment.ts';

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

export const dayCloseEndpoints = {
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
