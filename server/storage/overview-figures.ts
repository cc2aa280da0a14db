/**
 * Sums for the overview. Every query reads a time range by an index and groups it in SQL.
 * `stretchEnd` limits the range, so that no query takes longer than a few milliseconds.
 */
import { sql } from 'kysely';
import { paidStatuses, type PayMethod } from '../../shared/payment.ts';
import type { OperationState } from '../../shared/operation.ts';
import { prepared, db } from './statement.ts';
import type { Unit } from './unit.ts';

/** From ≤ t < to, ISO UTC. */
export interface Stretch {
  from: string;
  to: string;
}

/** Count and sum of one hour and one method. */
export interface HourFigures {
  /**
   * The UTC hour as a timestamp's prefix, `2026-11-24T05`. Seoul's hours start at the same time.
   */
  hour: string;
  /** `null` if Toss told none. */
  method: PayMethod | null;
  count: number;
  won: number;
}

/** Most rows per query. */
const ROWS_AT_ONCE = 1000;

/** Must be written exactly as in the index. */
const completedAt = sql<string>`ifnull(payment.completed_at, '')`;

const hourOf = (at: string) => sql<string>`substr(${sql.ref(at)}, 1, 13)`.as('hour');

/** `nullif` keeps the planner off the index by status, which doesn't help with this time range. */
const isPaid = sql<boolean>`nullif(payment.status, '') IN (${sql.raw(
  paidStatuses.map((status) => `'${status}'`).join(', '),
)})`;

const paid = prepared((given: Stretch) =>
  db
    .selectFrom('payment')
    .select(['payment.pay_method as method', hourOf('payment.completed_at')])
    .select(({ fn }) => [
      fn.countAll<number>().as('count'),
      fn.sum<number>('payment.amount').as('won'),
    ])
    .where(completedAt, '>=', given.from)
    .where(completedAt, '<', given.to)
    .where(isPaid)
    .groupBy(['hour', 'method']),
);

const refunded = prepared((given: Stretch) =>
  db
    .selectFrom('payment_refund as refund')
    .innerJoin('payment', 'payment.pay_token', 'refund.pay_token')
    .select(['payment.pay_method as method', hourOf('refund.refunded_at')])
    .select(({ fn }) => [
      fn.countAll<number>().as('count'),
      fn.sum<number>('refund.amount').as('won'),
    ])
    .where('refund.refunded_at', '>=', given.from)
    .where('refund.refunded_at', '<', given.to)
    .groupBy(['hour', 'method']),
);

/** For a range with more rows than one query may read: where the next range begins. */
const nextPaid = prepared((given: Stretch) =>
  db
    .selectFrom('payment')
    .select(completedAt.as('at'))
    .where(completedAt, '>=', given.from)
    .where(completedAt, '<', given.to)
    .orderBy(completedAt)
    .limit(1)
    .offset(ROWS_AT_ONCE),
);

const nextRefunded = prepared((given: Stretch) =>
  db
    .selectFrom('payment_refund')
    .select('refunded_at as at')
    .where('refunded_at', '>=', given.from)
    .where('refunded_at', '<', given.to)
    .orderBy('refunded_at')
    .limit(1)
    .offset(ROWS_AT_ONCE),
);

type InState = Stretch & { state: OperationState };

const nextAsked = prepared((given: InState) =>
  db
    .selectFrom('operation')
    .select('created_at as at')
    .where('state', '=', given.state)
    .where('created_at', '>=', given.from)
    .where('created_at', '<', given.to)
    .orderBy('created_at')
    .limit(1)
    .offset(ROWS_AT_ONCE),
);

/** The end of the range for one query; always after its start, so that the read makes progress. */
function cut(given: Stretch, next: { at: string | null } | undefined): string {
  const at = next?.at ?? given.to;
  // More than `ROWS_AT_ONCE` rows with the same timestamp can't be split and are read together.
  return at > given.from ? at : new Date(Date.parse(given.from) + 1).toISOString();
}

/** Data that is read by time ranges. */
export interface Source<Row, Given extends Stretch = Stretch> {
  /** @returns the end of the range for one query, at most `given.to` */
  stretchEnd(given: Given): Unit<string>;
  read(given: Given): Unit<Row[]>;
}

/** Payments by the time at which they were completed. */
export const paidByHour: Source<HourFigures> = {
  stretchEnd: function* (given) {
    return cut(given, yield* nextPaid.first(given));
  },
  read: (given) => paid.all(given),
};

/** Refunds with a known time, made by the desk or elsewhere. */
export const refundedByHour: Source<HourFigures> = {
  stretchEnd: function* (given) {
    return cut(given, yield* nextRefunded.first(given));
  },
  read: (given) => refunded.all(given),
};

/** A period in which an operation's result was unknown. */
export interface UnknownSpell {
  /** When it became unknown first, ISO UTC. */
  since: string;
  /** `null` while the operation is open. */
  endedAt: string | null;
}

const spells = prepared((given: InState) =>
  db
    .selectFrom('operation')
    .innerJoin('event', (join) =>
      join
        .onRef('event.pay_token', '=', 'operation.pay_token')
        .onRef('event.operation_id', '=', 'operation.id'),
    )
    .select('operation.ended_at as endedAt')
    .select(({ fn }) => fn.min('event.at').as('since'))
    .where('operation.state', '=', given.state)
    .where('operation.created_at', '>=', given.from)
    .where('operation.created_at', '<', given.to)
    .where('event.what', '=', 'operation-unclear')
    .where('event.state', '=', 'unknown')
    .groupBy('operation.id'),
);

/** Operations in a state, requested in the range, that were unknown at some time. */
export const unknownSpells: Source<UnknownSpell, InState> = {
  stretchEnd: function* (given) {
    return cut(given, yield* nextAsked.first(given));
  },
  read: (given) => spells.all(given),
};

const undated = prepared((given: Stretch) =>
  db
    .selectFrom('payment_refund')
    .select(({ fn }) => [
      fn.countAll<number>().as('refunds'),
      fn.coalesce(fn.sum<number>('amount'), sql.lit(0)).as('refunded'),
    ])
    .where('refunded_at', 'is', null)
    .where('first_seen_at', '>=', given.from)
    .where('first_seen_at', '<', given.to),
);

/** Refunds without a time from Toss, by when the desk first saw them; very rare. */
export function* undatedRefunds(given: Stretch) {
  return (yield* undated.first(given)) ?? { refunds: 0, refunded: 0 };
}

const firstPaid = prepared(() =>
  db
    .selectFrom('payment')
    .select(completedAt.as('at'))
    .where(completedAt, '>', '')
    .orderBy(completedAt)
    .limit(1),
);

/** When the first payment was completed; `null` if none was. */
export function* firstPaidAt(): Unit<string | null> {
  return (yield* firstPaid.first({}))?.at ?? null;
}
