/** What of Toss's daily refund limit is surely left. Reads for `settlement/refund-room.ts`. */
import { sql } from 'kysely';
import { DAY_MS } from '../../shared/kst.ts';
import { paidStatuses } from '../../shared/payment.ts';
import { openStatesSql } from './open-states.ts';
import { db, prepared } from './statement.ts';
import type { Unit } from './unit.ts';

/** Toss's error code for a refund above what the shop may still refund today. */
export const DAILY_LIMIT = 'REFUND_EXCEED_DAILY';

/** A line is taken with or without its fee, whichever is less: no document says which counts. */
const leastWon = sql<number>`CASE WHEN fee + vat < 0 THEN amount + fee + vat ELSE amount END`;

const dueLater = prepared((given: { today: string }) =>
  db
    .selectFrom('settlement_line')
    .select(({ fn }) => [
      fn.sum<number | null>(leastWon).as('won'),
      fn.countAll<number>().as('lines'),
      fn
        .max<number | null>(sql<number>`julianday(due_day) - julianday(settle_day)`)
        .as('longestDays'),
    ])
    .where('day', '>', given.today)
    .where('due_day', 'is not', null)
    .where('is_newest', '=', 1)
    .where('is_gone', '=', 0),
);

/** Must be written exactly as in the index. */
const completedAt = sql<string>`ifnull(payment.completed_at, '')`;

const approved = prepared((given: { from: string; to: string }) =>
  db
    .selectFrom('payment')
    .select(({ fn }) => fn.sum<number | null>('amount').as('won'))
    .where(completedAt, '>=', given.from)
    .where(completedAt, '<', given.to)
    .where(sql<string>`CAST(payment.status AS TEXT)`, 'in', [...paidStatuses]),
);

const booked = prepared((given: { from: string }) =>
  db
    .selectFrom('payment_refund')
    .select(({ fn }) => fn.sum<number | null>('amount').as('won'))
    .where('refunded_at', '>=', given.from),
);

const untimed = prepared((given: { from: string }) =>
  db
    .selectFrom('payment_refund')
    .select(({ fn }) => fn.sum<number | null>('amount').as('won'))
    .where('refunded_at', 'is', null)
    .where('first_seen_at', '>=', given.from),
);

const open = prepared(() =>
  db
    .selectFrom('operation')
    .select(({ fn }) => fn.sum<number | null>('amount').as('won'))
    .where('kind', '=', 'refund')
    .where('state', 'in', sql<never>`(${openStatesSql})`),
);

/** Given up by a person: Toss may have done it all the same. */
const givenUp = prepared((given: { from: string }) =>
  db
    .selectFrom('operation')
    .select(({ fn }) => fn.sum<number | null>('amount').as('won'))
    .where('kind', '=', 'refund')
    .where('state', '=', 'given_up')
    .where('sent_at', '>=', given.from),
);

const refusedSince = prepared((given: { from: string; code: string; madeFrom: string }) =>
  db
    .selectFrom('operation')
    .select(({ fn }) => fn.max<string | null>('sent_at').as('at'))
    .where('kind', '=', 'refund')
    .where('created_at', '>=', given.madeFrom)
    .where('sent_at', '>=', given.from)
    .where('toss_error_code', '=', given.code),
);

const elsewhere = prepared((given: { since: string }) =>
  db
    .selectFrom('payment_refund')
    .select('refund_no')
    .where('refunded_at', '>=', given.since)
    .where('origin', '=', 'outside')
    .limit(1),
);

/** Lines that are paid out after a day: their least sum, and the longest wait of one in days. */
export function* linesDueAfter(today: string) {
  const row = yield* dueLater.first({ today });
  return { won: row?.won ?? 0, lines: row?.lines ?? 0, longestDays: row?.longestDays ?? 0 };
}

export const approvedWon = function* (span: { from: string; to: string }) {
  return (yield* approved.first(span))?.won ?? 0;
};

/** Refunded since a time, or possibly. */
export const refundedWon = function* (from: string) {
  return (
    ((yield* booked.first({ from }))?.won ?? 0) +
    ((yield* untimed.first({ from }))?.won ?? 0) +
    ((yield* open.first({}))?.won ?? 0) +
    ((yield* givenUp.first({ from }))?.won ?? 0)
  );
};

/** A refund may be sent long after it was asked for: after its approval, or by a person's word. */
const SENT_WITHIN_MS = 31 * DAY_MS;

/** When Toss last refused a refund because of its limit. */
export function* limitReachedAt(from: string): Unit<string | null> {
  const madeFrom = new Date(Date.parse(from) - SENT_WITHIN_MS).toISOString();
  const given = { from, madeFrom, code: DAILY_LIMIT };
  return (yield* refusedSince.first(given))?.at ?? null;
}

/** `true` where somebody refunds outside of the desk, which it sees only later. */
export const refundsElsewhere = function* (since: string) {
  return (yield* elsewhere.first({ since })) !== undefined;
};
