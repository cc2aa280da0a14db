/** What was given back, or may have been, since the day began. */
import { freeStates } from '../../shared/operation.ts';
import { startOfKstDay } from '../../shared/kst.ts';
import type { Connection } from './connection.ts';
import { prepared, sqlFor } from './statement.ts';

/**
 * Refunds of one Seoul day that are not proved to have failed, in won. Each is summed when it is
 * looked at: a busy day has thousands, and most shops set no ceiling.
 */
export interface DayRefunds {
  readonly personWon: number;
  readonly shopWon: number;
}

/** One row with the sum. */
const refundsSince = (given: { since: string }) =>
  sqlFor
    .selectFrom('operation')
    .select((eb) => eb.fn.coalesce(eb.fn.sum<number>('amount'), eb.val(0)).as('won'))
    .where('kind', '=', 'refund')
    .where('created_at', '>=', given.since)
    .where('state', 'not in', [...freeStates]);

const byPerson = prepared((given: { staffId: string; since: string }) =>
  refundsSince(given).where('requested_by', '=', given.staffId),
);

const byShop = prepared(refundsSince);

const total = (rows: readonly { won: number }[]) => rows.reduce((sum, { won }) => sum + won, 0);

/** @param now ISO UTC: the day is the one that it lies in, in Seoul */
export function dayRefunds(connection: Connection, staffId: string, now: string): DayRefunds {
  const since = startOfKstDay(now);
  return {
    get personWon() {
      return total(byPerson.all(connection, { staffId, since }));
    },
    get shopWon() {
      return total(byShop.all(connection, { since }));
    },
  };
}
