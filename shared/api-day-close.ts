/** The endpoints of 일마감: a day of the shop on one sheet. */
import { z } from 'zod';
import { instant, parts, payToken, uuid, won, type Endpoint } from './api-pieces.ts';
import { operationKinds, operationStates } from './operation.ts';
import { payMethods } from './payment.ts';

/** A day in Seoul; no desk is older than this century. */
const day = z.iso.date().regex(/^[2-9]/, 'must be in the year 2000 or later');

const method = z.enum(payMethods).nullable();

/** What came or went on the day: how often, how much, when first and last. */
const flow = z.object({
  count: z.int(),
  won,
  parts,
  /** Won of which nobody knows the tax parts; with `parts` it adds up to `won`. */
  partsUnknownWon: won,
  /** Of how many the parts are the desk's reckoning and not Toss's word. */
  estimated: z.int(),
  firstAt: instant.nullable(),
  lastAt: instant.nullable(),
});

const countAndWon = z.object({ count: z.int(), won });

const about = { payToken, orderNo: z.string(), won };

/** One thing by which the sheet and Toss may differ; `won` is what is in question. */
const difference = z.discriminatedUnion('why', [
  /** Sent to Toss, and not proved to have been done or not. */
  z.object({
    ...about,
    why: z.literal('unproved'),
    operationId: uuid,
    kind: z.enum(operationKinds),
    state: z.enum(operationStates),
    sentAt: instant,
  }),
  /** Refunded elsewhere: booked, but nobody has said yet that it was right; parts are estimated. */
  z.object({ ...about, why: z.literal('outside-refund') }),
  /** Toss denies the payment. */
  z.object({ ...about, why: z.literal('missing') }),
  /** Toss said something that can't be after what it said before. */
  z.object({ ...about, why: z.literal('contradiction') }),
  /** Found done after it had been taken for not done. */
  z.object({ ...about, why: z.literal('late') }),
  /** Completed by its time, but in a state that is none of a paid payment: not counted as paid. */
  z.object({ ...about, why: z.literal('odd-status'), status: z.string() }),
  /** Toss tells no time of a refund: in no sum, and told on the day on which it was first seen. */
  z.object({ ...about, why: z.literal('untimed-refund') }),
]);

const refund = z.object({
  payToken,
  orderNo: z.string(),
  won,
  at: instant,
  paidAt: instant.nullable(),
  method,
  /** Done through the desk, or in some other way, such as Toss's own console. */
  isOwn: z.boolean(),
  staffName: z.string().nullable(),
  partsAre: z.enum(['known', 'estimated', 'unknown']),
});

/** A list that is cut off; what is left out is in every sum. */
const some = <T extends z.ZodType>(items: T) => z.object({ items: z.array(items), left: z.int() });

const dayClose = z
  .object({
    date: day,
    from: instant,
    to: instant,
    /** The moment that everything on the sheet is of. */
    asOf: instant,
    /** The day has not ended. */
    isOpen: z.boolean(),
    mode: z.enum(['test', 'live']),
    shopName: z.string(),
    businessNumber: z.string().nullable(),
    /** Payments that were completed on the day. */
    paid: flow,
    /** What went back on the day, on whichever payments. */
    refunded: flow,
    byMethod: z.array(z.object({ method, paid: countAndWon, refunded: countAndWon })),
    /** The other cut: what went back until now on the payments of the day, as the list has it. */
    refundedOfPaid: won,
    refunds: some(refund),
    differences: z.object({ ...some(difference).shape, count: z.int(), won }),
    /** Payments of the day whose parts Toss did not tell. */
    partsNotTold: some(z.object({ payToken, orderNo: z.string(), won })),
    /** Not read at Toss since the day ended; `null` while it hasn't. */
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
