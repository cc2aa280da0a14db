/** Browsers that get Web Push, each bound to its person and to their session there. */
import type { DeliveryFailure } from '../../shared/webhook.ts';
import type { PushSubscriptionRow } from './schema.ts';
import { db, prepare, prepared } from './statement.ts';
import type { ResultOf, Unit } from './unit.ts';

export type NewSubscription = Pick<
  PushSubscriptionRow,
  'id' | 'staff_id' | 'endpoint' | 'p256dh' | 'auth' | 'language'
> & { session_id: string; at: string };

const insert = prepared((row: NewSubscription) =>
  db.insertInto('push_subscription').values((eb) => ({
    ...{ id: row.id, staff_id: row.staff_id, session_id: row.session_id },
    ...{ endpoint: row.endpoint, p256dh: row.p256dh, auth: row.auth, language: row.language },
    agent: eb.selectFrom('session').select('userAgent').where('id', '=', row.session_id),
    ...{ created_at: row.at, signed_in_at: row.at },
    ...{ last_sent_at: null, failure: null, failed_at: null },
  })),
);

/** Call inside a transaction. */
export function* addSubscription(row: NewSubscription): Unit<void> {
  yield* insert.run(row);
}

const sessionById = prepared((given: { id: string }) =>
  db.selectFrom('session').select('id').where('id', '=', given.id),
);

/** Whether the session was neither ended nor given another id meanwhile. */
export function* isSessionThere(id: string): Unit<boolean> {
  return (yield* sessionById.first({ id })) !== undefined;
}

const atEndpoint = prepared((given: { endpoint: string }) =>
  db.selectFrom('push_subscription').selectAll().where('endpoint', '=', given.endpoint),
);

export function findSubscriptionAt(endpoint: string): Unit<PushSubscriptionRow | undefined> {
  return atEndpoint.first({ endpoint });
}

const ofStaff = prepared((given: { staffId: string; now: string }) =>
  db
    .selectFrom('push_subscription as push')
    .leftJoin('session', (join) =>
      join.onRef('session.id', '=', 'push.session_id').on('session.expiresAt', '>', given.now),
    )
    .selectAll('push')
    .select('session.id as held_by')
    .where('push.staff_id', '=', given.staffId)
    .orderBy('push.created_at')
    .orderBy('push.id'),
);

/** A person's browsers, the oldest first; `held_by` is the session there, if it holds. */
export function subscriptionsOf(staffId: string, now: string) {
  return ofStaff.all({ staffId, now });
}

const live = prepared((given: { now: string }) =>
  db
    .selectFrom('push_subscription as push')
    .innerJoin('session', 'session.id', 'push.session_id')
    .innerJoin('user', 'user.id', 'push.staff_id')
    .leftJoin('two_factor as factor', (join) =>
      join.onRef('factor.staff_id', '=', 'push.staff_id').on('factor.confirmed_at', 'is not', null),
    )
    .select(['push.id', 'push.staff_id as staffId', 'push.endpoint', 'push.p256dh', 'push.auth'])
    .select(['push.language', 'user.role'])
    .whereRef('session.userId', '=', 'push.staff_id')
    .where('session.expiresAt', '>', given.now)
    // A session from a clock that was ahead is none.
    .where('session.createdAt', '<=', given.now)
    .where('user.disabled', '=', 0)
    .where((eb) =>
      eb.or([eb('factor.staff_id', 'is', null), eb('session.secondFactorAt', 'is not', null)]),
    ),
);

/** A browser whose person is signed in there. */
export type PushTarget = ResultOf<typeof pushTargets>[number];

export function pushTargets(now: string) {
  return live.all({ now });
}

/** Binds it to a session and a language; call inside a transaction. */
export function* bindSubscription(
  id: string,
  to: Pick<NewSubscription, 'session_id' | 'p256dh' | 'auth' | 'language' | 'at'>,
): Unit<void> {
  yield* prepare(`UPDATE push_subscription SET session_id = @session_id, p256dh = @p256dh, auth = @auth,
       language = @language, signed_in_at = @at,
       agent = (SELECT "userAgent" FROM session WHERE id = @session_id)
      WHERE id = @id`).run({ id, ...to });
}

/** Call inside a transaction. @returns `false` where it is gone already */
export function* removeSubscription(id: string): Unit<boolean> {
  return (yield* prepare('DELETE FROM push_subscription WHERE id = ?').run(id)) > 0;
}

const told = prepared((given: { id: string }) =>
  db.selectFrom('push_told').select('subject').where('subscription_id', '=', given.id),
);

/** What this browser was told, or what waited before it was added. */
export function* toldTo(id: string): Unit<Set<string>> {
  return new Set((yield* told.all({ id })).map(({ subject }) => subject));
}

/**
 * Notes what this browser need not be told, and forgets what no longer waits; call inside a
 * transaction.
 * @param waiting everything that waits now
 */
export function* noteTold(
  id: string,
  subjects: readonly string[],
  waiting: readonly string[],
): Unit<void> {
  yield* prepare(`INSERT INTO push_told (subscription_id, subject)
     SELECT push.id, each.value FROM push_subscription AS push, json_each(@subjects) AS each
      WHERE push.id = @id
     ON CONFLICT DO NOTHING`).run({ id, subjects: JSON.stringify(subjects) });
  yield* prepare(`DELETE FROM push_told WHERE subscription_id = ?
        AND subject NOT IN (SELECT value FROM json_each(?))`).run(id, JSON.stringify(waiting));
}

/** Call inside a transaction. @param failure `null`: the newest notice was taken */
export function* noteSent(id: string, failure: DeliveryFailure | null, at: string): Unit<void> {
  const sql =
    failure === null
      ? 'UPDATE push_subscription SET last_sent_at = @at, failure = NULL, failed_at = NULL'
      : 'UPDATE push_subscription SET failure = @failure, failed_at = @at';
  yield* prepare(`${sql} WHERE id = @id`).run({ id, at, failure });
}

const all = prepared(() =>
  db
    .selectFrom('push_subscription as push')
    .innerJoin('user', 'user.id', 'push.staff_id')
    .select(['push.id', 'push.endpoint', 'push.staff_id as staffId'])
    .select(['push.signed_in_at as signedInAt', 'user.role', 'user.disabled']),
);

/** All browsers with what decides whether they are kept. */
export function keptSubscriptions() {
  return all.all({});
}
