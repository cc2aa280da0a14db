/** Which payments the poller asks about next. */
import { sql } from 'kysely';
import { canStillMove, payStatuses } from '../../shared/payment.ts';
import { prepared, sqlFor } from './statement.ts';
import type { Storage } from './storage.ts';

/**
 * `moving` can change by themselves; `unsettled` have a refund or a state that should show more
 * soon; `paid` are swept for what is done elsewhere.
 */
export const pollClasses = ['moving', 'unsettled', 'paid'] as const;
export type PollClass = (typeof pollClasses)[number];

const listOf = (statuses: readonly string[]) =>
  statuses.map((status) => `'${status}'`).join(', ');
const moving = listOf(payStatuses.filter(canStillMove));
const known = listOf(payStatuses);
const hasRefund = "(status = 'PAY_COMPLETE' AND refunded > 0)";

/** As SQL, for queries and for the partial index of each class; together they are all payments. */
export const pollClassSql: Record<PollClass, string> = {
  moving: `status IN (${moving})`,
  unsettled: `(${hasRefund} OR status NOT IN (${known}))`,
  paid: `(NOT ${hasRefund} AND status IN (${known}) AND status NOT IN (${moving}))`,
};

/** More than a tick takes up, so that those that are being read take nobody's place. */
const MOST_DUE = 64;

const duePollsOf = (which: PollClass) =>
  prepared((given: { now: string }) =>
    sqlFor
      .selectFrom('payment')
      .select(['pay_token', 'next_poll_at'])
      .where('next_poll_at', '<=', given.now)
      .where(sql<boolean>`${sql.raw(pollClassSql[which])}`)
      .orderBy('next_poll_at')
      .limit(MOST_DUE),
  );
const due = {
  moving: duePollsOf('moving'),
  unsettled: duePollsOf('unsettled'),
  paid: duePollsOf('paid'),
};

/** Payments of a class whose poll is due, the most overdue first. */
export function duePolls(storage: Storage, which: PollClass, now: string): string[] {
  return due[which].all(storage.reader, { now }).map((row) => row.pay_token);
}

/** When the payment was due that waits longest for its reading; `null` where none is overdue. */
export function mostOverduePoll({ reader, clock }: Storage, which: PollClass): string | null {
  return due[which].first(reader, { now: clock.nowIso() })?.next_poll_at ?? null;
}
