/** What was given back, or may have been, since the day began, and lately on one payment. */
import { sql } from 'kysely';
import { freeStates } from '../../shared/operation.ts';
import { DAY_MS, startOfKstDay } from '../../shared/kst.ts';
import type { Connection } from './connection.ts';
import { countsFromSql } from './migrations/0009-limits.ts';
import { prepared, sqlFor } from './statement.ts';

/**
 * Refunds of one Seoul day that are not proved to have failed, in won. One that was approved counts
 * on the day of its approval. Each is summed when it is looked at: a busy day has thousands, and
 * most shops set no ceiling.
 */
export interface DayRefunds {
  readonly personWon: number;
  readonly shopWon: number;
}

interface Since {
  since: string;
  /** The id of a refund that is left out, or one that no refund has. */
  except: string;
}

const countsFrom = sql<string>`${sql.raw(countsFromSql)}`;

/** One row with the sum. */
const refundsSince = (given: Since) =>
  sqlFor
    .selectFrom('operation')
    .select((eb) => eb.fn.coalesce(eb.fn.sum<number>('amount'), eb.val(0)).as('won'))
    .where('kind', '=', 'refund')
    .where(countsFrom, '>=', given.since)
    .where('id', '<>', given.except)
    .where('state', 'not in', [...freeStates]);

const byPerson = prepared((given: Since & { staffId: string }) =>
  refundsSince(given).where('requested_by', '=', given.staffId),
);

const byShop = prepared(refundsSince);

const onPayment = prepared((given: Since & { payToken: string }) =>
  refundsSince(given).where('pay_token', '=', given.payToken),
);

const total = (rows: readonly { won: number }[]) => rows.reduce((sum, { won }) => sum + won, 0);

/**
 * @param staffIds every account of one person, or that may be: its sum is `personWon`
 * @param now ISO UTC: the day is the one that it lies in, in Seoul
 * @param except the id of a refund that doesn't count, because it is the one in question
 */
export function dayRefunds(
  connection: Connection,
  staffIds: readonly string[],
  now: string,
  except = '',
): DayRefunds {
  const since = startOfKstDay(now);
  return {
    get personWon() {
      return total(
        staffIds.flatMap((staffId) => byPerson.all(connection, { staffId, since, except })),
      );
    },
    get shopWon() {
      return total(byShop.all(connection, { since, except }));
    },
  };
}

/**
 * What this desk gave back on one payment, or may have, in the 24 hours before `now`; won. Whoever
 * asked for it: one person may have several accounts.
 */
export function givenLately(connection: Connection, payToken: string, now: string): number {
  const since = new Date(Date.parse(now) - DAY_MS).toISOString();
  return total(onPayment.all(connection, { payToken, since, except: '' }));
}
