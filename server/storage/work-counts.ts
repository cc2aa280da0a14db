/** The counters above the list: what waits for a decision and what changed today. */
import { sql } from 'kysely';
import { isoToKst } from '../../shared/kst.ts';
import { openStates } from '../../shared/operation.ts';
import { openStatesSql } from './open-states.ts';
import { prepared, db } from './statement.ts';
import type { Storage } from './storage.ts';

const countAndSum = [
  sql<number>`count(*)`.as('count'),
  sql<number>`coalesce(sum(amount), 0)`.as('amount'),
] as const;

const approved = prepared(() =>
  db
    .selectFrom('payment')
    .where('status', '=', 'PAY_APPROVED')
    // A payment with an open operation doesn't wait for a decision.
    .where(
      sql<boolean>`NOT EXISTS (SELECT 1 FROM operation AS open
        WHERE open.pay_token = payment.pay_token AND open.state IN (${openStatesSql}))`,
    )
    .select([sql<number>`count(*)`.as('count'), sql<string | null>`min(expires_at)`.as('next')]),
);

const operations = prepared(() =>
  db
    .selectFrom('operation')
    .where('state', 'in', [...openStates])
    // An operation refused by Toss isn't unclear, although the refusal is confirmed later.
    .where((where) =>
      where.not(
        where.and([
          where('state', '=', 'unknown'),
          where(sql`coalesce(verdict, '')`, 'in', ['refused', 'wrong-key']),
        ]),
      ),
    )
    .select(['state', ...countAndSum, sql<string | null>`min(sent_at)`.as('oldest')])
    .groupBy('state'),
);

// `given_up` is no open state, so it is counted separately.
const givenUp = prepared(() =>
  db
    .selectFrom('operation')
    .where('state', '=', 'given_up')
    .select(sql<number>`count(*)`.as('count')),
);

const bulkProposed = prepared(() =>
  db
    .selectFrom('bulk_run')
    .where('state', '=', 'proposed')
    .select(sql<number>`count(*)`.as('count')),
);

const bulkAtLimit = prepared(() =>
  db
    .selectFrom('bulk_run')
    .where('paused_because', '=', 'toss-limit')
    .select(sql<number>`count(*)`.as('count')),
);

const drift = prepared(() =>
  db
    .selectFrom('payment')
    .where('drift', 'is not', null)
    .select(sql<number>`count(*)`.as('count')),
);

const paid = prepared((given: { day: string }) =>
  db
    .selectFrom('payment_tally')
    .where('clock', '=', 'completed')
    .where('day', '>=', given.day)
    .select([
      sql<number>`coalesce(sum(payments), 0)`.as('count'),
      sql<number>`coalesce(sum(amount), 0)`.as('amount'),
    ]),
);

const refunded = prepared((given: { dayStart: string }) =>
  db
    .selectFrom('payment_refund')
    .where('refunded_at', '>=', given.dayStart)
    .select([...countAndSum]),
);

/**
 * Counts what waits for a decision, and what changed since the start of a Seoul day.
 * @param dayStart ISO UTC
 */
export function countWork({ read }: Storage, dayStart: string) {
  const none = { count: 0, amount: 0 };
  return {
    approved: read(approved.first({})) ?? { count: 0, next: null },
    givenUp: read(givenUp.first({}))?.count ?? 0,
    operations: read(operations.all({})),
    bulkProposed: read(bulkProposed.first({}))?.count ?? 0,
    bulkAtLimit: read(bulkAtLimit.first({}))?.count ?? 0,
    drift: read(drift.first({}))?.count ?? 0,
    todayPaid: read(paid.first({ day: isoToKst(dayStart).slice(0, 10) })) ?? none,
    todayRefunded: read(refunded.first({ dayStart })) ?? none,
  };
}
