/** Selects the payments that the poller reads next. */
import { pollClassInPostgres, pollClassSql, type PollClass } from './poll-classes.ts';
import { prepare, twice } from './statement.ts';
import type { Storage } from './storage.ts';
import type { Unit } from './unit.ts';

/** More than one tick polls, so that payments already being read don't block others. */
const MOST_DUE = 64;

/** Polls are planned at most a day ahead: a later time was set by a wrong clock. */
const FURTHEST_AHEAD_MS = 25 * 60 * 60 * 1000;

interface Due {
  pay_token: string;
  next_poll_at: string;
}

function pollsWhere(which: PollClass, compared: '<=' | '>') {
  const textWith = (condition: string) =>
    `SELECT pay_token, next_poll_at FROM payment WHERE next_poll_at ${compared} ? AND ${condition}
      ORDER BY next_poll_at LIMIT ${String(MOST_DUE)}`;
  return prepare(twice(textWith(pollClassSql[which]), textWith(pollClassInPostgres[which])));
}

const bothWays = (which: PollClass) => ({
  overdue: pollsWhere(which, '<='),
  farAhead: pollsWhere(which, '>'),
});
const polls = {
  moving: bothWays('moving'),
  unsettled: bothWays('unsettled'),
  paid: bothWays('paid'),
};

/** Each engine's index has an order of its own for what is due at the same time. */
const placeOf = (due: Due) => `${due.next_poll_at} ${due.pay_token}`;

/**
 * Payments of a class whose poll is due: the most overdue first, then those planned so far ahead
 * that the clock must have been set back since.
 */
export function duePolls({ read, clock }: Storage, which: PollClass): string[] {
  const { overdue, farAhead } = polls[which];
  const furthest = new Date(clock.nowMs() + FURTHEST_AHEAD_MS).toISOString();
  const inOrder = (unit: Unit<unknown[]>) =>
    (read(unit) as Due[]).toSorted((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1));
  const due = [...inOrder(overdue.all(clock.nowIso())), ...inOrder(farAhead.all(furthest))];
  return due.slice(0, MOST_DUE).map((row) => row.pay_token);
}

/** The due time of the most overdue payment; `null` if none is overdue. */
export function mostOverduePoll({ read, clock }: Storage, which: PollClass): string | null {
  const most = read(polls[which].overdue.get(clock.nowIso())) as Due | undefined;
  return most?.next_poll_at ?? null;
}
