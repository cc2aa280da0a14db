/** Which payments the poller asks about next. */
import { sql } from 'kysely';
import { pollClassSql, type PollClass } from './poll-classes.ts';
import { prepared, sqlFor } from './statement.ts';
import type { Storage } from './storage.ts';

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
