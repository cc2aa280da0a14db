/** What was given back, or may have been, since the day began. */
import { freeStates } from '../../shared/operation.ts';
import { startOfKstDay } from '../../shared/kst.ts';
import type { Connection } from './connection.ts';
import { prepared, sqlFor } from './statement.ts';

/** Refunds of one Seoul day that are not proved to have failed, in won. */
export interface DayRefunds {
  personWon: number;
  shopWon: number;
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
    personWon: total(byPerson.all(connection, { staffId, since })),
    shopWon: total(byShop.all(connection, { since })),
  };
}
