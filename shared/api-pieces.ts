/** Small schemas shared by the endpoint tables. */
import { z } from 'zod';
import {
  EVIDENCE_MAX,
  EVIDENCE_MIN,
  EXPORT_REASON_MAX,
  ITEM_NAME_MAX,
  ITEM_QUANTITY_MAX,
  ITEMS_MAX,
  MANY_LINES,
  NOTE_MAX,
  ONE_LINE,
  ORDER_NO,
  ORDER_NO_MAX,
  VISIBLE_ASCII,
  PAY_TOKEN_MAX,
  REASON,
  REASON_MAX,
  REASON_MAX_V2,
  STAFF_ID_MAX,
  WON_DIGITS,
} from './limits.ts';
import { itemTaxes } from './items.ts';
import { OTHER_REASON } from './settings.ts';
import type { Permission, TokenScope } from './permissions.ts';
import { MAX_PAYMENT_WON } from './won.ts';

export const instant = z.iso.datetime({ precision: 3 });
export const won = z.int().min(0);
export const uuid = z.uuid();
export const payToken = z
  .string()
  .min(1)
  .max(PAY_TOKEN_MAX)
  .regex(VISIBLE_ASCII, 'must have only visible ASCII characters');
export const staffId = z.string().max(STAFF_ID_MAX);
export const orderNo = z
  .string()
  .min(1)
  .max(ORDER_NO_MAX)
  .regex(ORDER_NO, 'must have only digits, latin letters and _ - : . ^ @');
export const oneLineRule = 'must be one line without control characters';
export const manyLinesRule = 'must have no control characters beside tabs and line breaks';
/** A one-line name. */
export const nameOf = (most: number) =>
  z.string().trim().min(1).max(most).regex(ONE_LINE, oneLineRule);
const reasonRule = 'must be one line without backslashes, quotation marks and control characters';
const reasonOf = (most: number) => z.string().trim().min(1).max(most).regex(REASON, reasonRule);
/** The reason of a cancellation, as Toss gets it, and of refunds that are offered. */
export const reason = reasonOf(REASON_MAX);
/** The reason of a refund, as long as v2 takes it. What each version takes is checked later. */
export const refundReason = reasonOf(REASON_MAX_V2);
export const note = z.string().trim().max(NOTE_MAX).regex(MANY_LINES, manyLinesRule);
export const hasNote = (body: { note?: string | undefined }) => (body.note ?? '') !== '';
/** The error of a reason that needs a note and has none. */
export const noteMissing = { path: ['note'], message: `is needed with the reason ${OTHER_REASON}` };
export const evidence = z
  .string()
  .trim()
  .min(EVIDENCE_MIN)
  .max(EVIDENCE_MAX)
  .regex(MANY_LINES, manyLinesRule);
/** Stored in the audit log. */
export const exportReason = evidence.max(EXPORT_REASON_MAX);

export const digits = z
  .string()
  .regex(WON_DIGITS, 'must be a whole number in digits')
  .transform(Number);
export const wonInQuery = z.union([won, digits]);
export const flagInQuery = z.union([
  z.boolean(),
  z.enum(['true', 'false']).transform((v) => v === 'true'),
]);
/** One or several values, up to a limit. */
export const many = <T extends z.ZodType>(one: T, most: number) =>
  z.union([z.array(one).max(most), one.transform((value) => [value])]);
export const instantInQuery = z.iso.datetime({ offset: true });

export const parts = z.strictObject({ taxable: won, vat: won, taxFree: won, serviceFee: won });

const quantity = z.int().min(1).max(ITEM_QUANTITY_MAX);
/** What an order sells; `quantity` times `unitPrice` of all lines is the payment's amount. */
export const items = z
  .array(
    z
      .strictObject({
        name: nameOf(ITEM_NAME_MAX),
        quantity,
        unitPrice: won.max(MAX_PAYMENT_WON),
        tax: z.enum(itemTaxes),
      })
      .meta({ id: 'Item' }),
  )
  .min(1)
  .max(ITEMS_MAX);
/** What a refund gives back; line 1 is the payment's first item. */
export const refundItems = z
  .array(z.strictObject({ line: z.int().min(1).max(ITEMS_MAX), quantity }))
  .min(1)
  .max(ITEMS_MAX);
/** Each line once, so that an error can point to it. */
export const hasLinesOnce = (picked: readonly { line: number }[]) =>
  new Set(picked.map(({ line }) => line)).size === picked.length;

/** Parts of a difference, so they may be below zero. */
const netParts = z.object({
  taxable: z.int(),
  vat: z.int(),
  taxFree: z.int(),
  serviceFee: z.int(),
});
/** Tax parts of payments and of what was refunded, in won. */
export const taxTotals = z.object({
  paid: parts,
  /** Of refunds made through the desk: Toss tells no parts of others. */
  refunded: parts,
  /** 세금 미상: refunded without known parts. `refunded` and this add up to all refunds. */
  refundedUnknown: won,
  /** `paid` minus `refunded`; `refundedUnknown` is still to be subtracted, from unknown parts. */
  net: netParts,
  /** Taxed payments without VAT of their own, because they were paid without a cash receipt. */
  withoutVat: z.object({ count: z.int(), won }),
});
export const balance = z.object({ paid: won, refunded: won, remaining: won });
export const staffRef = z.object({ id: z.string(), name: z.string() });

export const page = <T extends z.ZodType>(items: T) =>
  z.object({ items: z.array(items), nextCursor: z.string().nullable() });

export const cursor = z.string().max(500).optional();
export const limit = z.union([z.int(), digits]).pipe(z.int().min(1).max(200)).optional();

/** An endpoint: who may call it, its input and its answers. */
export interface Endpoint {
  summary: string;
  /** The permission that the signed-in person needs; `staff`: none. */
  who: Permission | 'staff';
  /** Service tokens with this scope may call it too. */
  token?: TokenScope;
  /** Needs a second factor at most `STEP_UP_FRESH_MS` old, if the person has one. */
  stepUp?: true;
  /** Rate limit per person and minute, for endpoints whose records are kept for years. */
  perMinute?: number;
  /** Largest body in KiB where it is more than usual. */
  mostKib?: number;
  /** Rate limit per service token and minute, where more would keep calls to Toss from people. */
  tokenPerMinute?: number;
  /** Reachable before a required second factor is set up. */
  beforeTwoFactor?: true;
  /** The success answer is a file of this media type, not JSON. */
  file?: string;
  params?: z.ZodObject;
  query?: z.ZodObject;
  body?: z.ZodType;
  /** HTTP status → answer. */
  answers: Partial<Record<200 | 201 | 202 | 204, z.ZodType>>;
}

type Part = 'params' | 'query' | 'body';
type Given<E, P extends Part> = E extends { [Key in P]: infer S extends z.ZodType }
  ? { [Key in P]: z.input<S> }
  : unknown;
type Read<E, P extends Part> = E extends { [Key in P]: infer S extends z.ZodType }
  ? z.output<S>
  : undefined;

/** The input of a caller. */
export type CallInputOf<E> = Given<E, 'params'> & Given<E, 'query'> & Given<E, 'body'>;

/** The validated input of the handler. */
export interface HandlerInputOf<E> {
  params: Read<E, 'params'>;
  query: Read<E, 'query'>;
  body: Read<E, 'body'>;
}

/** An endpoint's answer, over all its success statuses. */
export type AnswerOf<E extends Pick<Endpoint, 'answers'>> =
  E['answers'][keyof E['answers']] extends infer S
    ? S extends z.ZodType
      ? z.output<S>
      : never
    : never;
