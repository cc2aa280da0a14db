/** Selects the payments that the poller reads next. */
import { sql } from 'kysely';
import { pollClassSql, type PollClass } from './poll-classes.ts';
import { prepared, db } from './statement.ts';
import type { Storage } from './storage.ts';

/** More than one tick polls, so that payments already being read don't block others. */
const MOST_DUE = 64;

/** Polls are planned at most a day ahead: a later time was set by a wrong clock. */
const FURTHEST_AHEAD_MS = 25 * 60 * 60 * 1000;

const pollsWhere = (which: PollClass, compared: '<=' | '>') =>
  prepared((given: { to: string }) =>
    db
      .selectFrom('payment')
      .select(['pay_token', 'next_poll_at'])
      .where('next_poll_at', compared, given.to)
      .where(sql<boolean>`${sql.raw(pollClassSql[which])}`)
      .orderBy('next_poll_at')
      .limit(MOST_DUE),
  );
const bothWays = (which: PollClass) => ({
  overdue: pollsWhere(which, '<='),
  farAhead: pollsWhere(which, '>'),
});
const polls = {
  moving: bothWays('moving'),
  unsettled: bothWays('unsettled'),
  paid: bothWays('paid'),
};

/**
 * Payments of a class whose poll is due: the most overdue first, then those planned so far ahead
 * that the clock must have been set back since.
 */
export function duePolls({ read, clock }: Storage, which: PollClass): string[] {
  const { overdue, farAhead } = polls[which];
  const furthest = new Date(clock.nowMs() + FURTHEST_AHEAD_MS).toISOString();
  return [...read(overdue.all({ to: clock.nowIso() })), ...read(farAhead.all({ to: furthest }))]
    .slice(0, MOST_DUE)
    .map((row) => row.pay_token);
}

/** The due time of the most overdue payment; `null` if none is overdue. */
export function mostOverduePoll({ read, clock }: Storage, which: PollClass): string | null {
  return read(polls[which].overdue.first({ to: clock.nowIso() }))?.next_poll_at ?? null;
}
