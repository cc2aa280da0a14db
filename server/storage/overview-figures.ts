/**
 * What the overview adds up: every statement here reads a stretch of time by an index, and groups
 * it where it lies. A stretch is cut by `stretchEnd` so that none takes longer than some
 * milliseconds, however much happened in it.
 */
import { sql } from 'kysely';
import { paidStatuses, type PayMethod } from '../../shared/payment.ts';
import type { OperationState } from '../../shared/operation.ts';
import type { Connection } from './connection.ts';
import { prepared, sqlFor } from './statement.ts';

/** From ≤ t < to, ISO UTC. */
export interface Stretch {
  from: string;
  to: string;
}

/** What one hour brought by one method. */
export interface HourFigures {
  /** The hour in UTC, as an instant of it begins: `2026-11-24T05`. Seoul's begin with it. */
  hour: string;
  /** `null` where Toss told none. */
  method: PayMethod | null;
  count: number;
  won: number;
}

/** Rows that are read at once. */
const ROWS_AT_ONCE = 1000;

/** The index is over this very text. */
const completedAt = sql<string>`ifnull(payment.completed_at, '')`;

const hourOf = (at: string) => sql<string>`substr(${sql.ref(at)}, 1, 13)`.as('hour');

/** The plus keeps the planner off the index by status, which has nothing to do with this time. */
const isPaid = sql<boolean>`+payment.status IN (${sql.raw(
  paidStatuses.map((status) => `'${status}'`).join(', '),
)})`;

const paid = prepared((given: Stretch) =>
  sqlFor
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
  sqlFor
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

/** The rows of a stretch that is longer than one may read at once: where the next one begins. */
const nextPaid = prepared((given: Stretch) =>
  sqlFor
    .selectFrom('payment')
    .select(completedAt.as('at'))
    .where(completedAt, '>=', given.from)
    .where(completedAt, '<', given.to)
    .orderBy(completedAt)
    .limit(1)
    .offset(ROWS_AT_ONCE),
);

const nextRefunded = prepared((given: Stretch) =>
  sqlFor
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
  sqlFor
    .selectFrom('operation')
    .select('created_at as at')
    .where('state', '=', given.state)
    .where('created_at', '>=', given.from)
    .where('created_at', '<', given.to)
    .orderBy('created_at')
    .limit(1)
    .offset(ROWS_AT_ONCE),
);

/** The end of what may be read at once; never the beginning itself, so that all goes on. */
function cut(given: Stretch, next: { at: string | null } | undefined): string {
  const at = next?.at ?? given.to;
  // So many at one instant can't be told apart by time: they are read together.
  return at > given.from ? at : new Date(Date.parse(given.from) + 1).toISOString();
}

/** Something that is read by stretches of time. */
export interface Source<Row, Given extends Stretch = Stretch> {
  /** @returns where the part ends that may be read at once, at most `given.to` */
  stretchEnd(connection: Connection, given: Given): string;
  read(connection: Connection, given: Given): Row[];
}

/** Payments, when their money came. */
export const paidByHour: Source<HourFigures> = {
  stretchEnd: (connection, given) => cut(given, nextPaid.first(connection, given)),
  read: (connection, given) => paid.all(connection, given),
};

/** Refunds whose time is known, ours and those that were made elsewhere. */
export const refundedByHour: Source<HourFigures> = {
  stretchEnd: (connection, given) => cut(given, nextRefunded.first(connection, given)),
  read: (connection, given) => refunded.all(connection, given),
};

/** An operation whose result was unknown for a while. */
export interface UnknownSpell {
  /** When it was so for the first time, ISO UTC. */
  since: string;
  /** `null` while it is open. */
  endedAt: string | null;
}

const spells = prepared((given: InState) =>
  sqlFor
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

/** Operations in a state that were asked for in the stretch and have ever been unknown. */
export const unknownSpells: Source<UnknownSpell, InState> = {
  stretchEnd: (connection, given) => cut(given, nextAsked.first(connection, given)),
  read: (connection, given) => spells.all(connection, given),
};

const undated = prepared((given: Stretch) =>
  sqlFor
    .selectFrom('payment_refund')
    .select(({ fn }) => [
      fn.countAll<number>().as('refunds'),
      fn.coalesce(fn.sum<number>('amount'), sql.lit(0)).as('refunded'),
    ])
    .where('refunded_at', 'is', null)
    .where('first_seen_at', '>=', given.from)
    .where('first_seen_at', '<', given.to),
);

/** Refunds whose time Toss doesn't tell, by when the desk first saw them: hardly ever any. */
export function undatedRefunds(connection: Connection, given: Stretch) {
  return undated.first(connection, given) ?? { refunds: 0, refunded: 0 };
}

const firstPaid = prepared(() =>
  sqlFor
    .selectFrom('payment')
    .select(completedAt.as('at'))
    .where(completedAt, '>', '')
    .orderBy(completedAt)
    .limit(1),
);

/** When the first payment of all was completed; `null` before there is one. */
export function firstPaidAt(connection: Connection): string | null {
  return firstPaid.first(connection, {})?.at ?? null;
}
