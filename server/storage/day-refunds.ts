/**
 * Sums of refunds, done or possibly done, and of transfers that staff recorded: of one day, and of
 * 24 hours on one payment.
 */
import { sql } from 'kysely';
import { freeStates } from '../../shared/operation.ts';
import { DAY_MS, startOfKstDay } from '../../shared/kst.ts';
import { isNotTakenBack } from './bank-transfers.ts';
import { countsFromSql } from './migrations/0009-limits.ts';
import { prepared, db } from './statement.ts';
import type { Unit } from './unit.ts';

/**
 * Refunds of one Seoul day that are not proved to have failed, in won. An approved refund counts on
 * the day of its approval. Summed on demand rather than kept up to date: a busy day has thousands
 * of refunds, and most shops set no ceiling.
 */
export interface DayRefunds {
  personWon: () => Unit<number>;
  shopWon: () => Unit<number>;
}

interface Since {
  since: string;
  /** Id of a refund to leave out; an unused id leaves out none. */
  except: string;
}

const countsFrom = sql<string>`${sql.raw(countsFromSql)}`;

const refundsSince = (given: Since) =>
  db
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

/** Transfers count from when they were recorded, until they are taken back. */
const transfersSince = (given: { since: string }) =>
  db
    .selectFrom('bank_transfer')
    .select((eb) => eb.fn.coalesce(eb.fn.sum<number>('amount'), eb.val(0)).as('won'))
    .where('recorded_at', '>=', given.since)
    .where(isNotTakenBack('bank_transfer.id'));

const transfersByPerson = prepared((given: { since: string; staffId: string }) =>
  transfersSince(given).where('recorded_by', '=', given.staffId),
);

const transfersByShop = prepared(transfersSince);

const transfersOnPayment = prepared((given: { since: string; payToken: string }) =>
  transfersSince(given).where('pay_token', '=', given.payToken),
);

const total = (rows: readonly { won: number }[]) => rows.reduce((sum, { won }) => sum + won, 0);

/**
 * @param staffIds all accounts of one person, or that may be theirs: their sum is `personWon`
 * @param now ISO UTC; the sums cover its Seoul day
 * @param except id of the refund that is being checked and must not count
 */
export function dayRefunds(staffIds: readonly string[], now: string, except = ''): DayRefunds {
  const since = startOfKstDay(now);
  return {
    *personWon() {
      let won = 0;
      for (const staffId of staffIds) {
        won += total(yield* byPerson.all({ staffId, since, except }));
        won += total(yield* transfersByPerson.all({ staffId, since }));
      }
      return won;
    },
    *shopWon() {
      return total([
        ...(yield* byShop.all({ since, except })),
        ...(yield* transfersByShop.all({ since })),
      ]);
    },
  };
}

/**
 * Refunds of this desk on one payment in the 24 hours before `now`, done or possibly done, in won.
 * Counts all requesters, since one person may have several accounts.
 */
export function* givenLately(payToken: string, now: string): Unit<number> {
  const since = new Date(Date.parse(now) - DAY_MS).toISOString();
  return total([
    ...(yield* onPayment.all({ payToken, since, except: '' })),
    ...(yield* transfersOnPayment.all({ payToken, since })),
  ]);
}
