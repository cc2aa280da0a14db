/**
 * Recent changes that managers made to accounts, read from the audit log: who created, reset or
 * enabled one, and when a manager was disabled or demoted. Changes made on the server or to a demo
 * account are left out, and so is everything before the wait was lifted on the server.
 */
import { sql } from 'kysely';
import type { AuditAction } from '../../shared/audit.ts';
import { prepared, db } from './statement.ts';
import type { Storage } from './storage.ts';
import type { ResultOf, Unit } from './unit.ts';

export const accountActs = ['made', 'reset', 'enabled', 'disabled', 'demoted'] as const;
export type AccountAct = (typeof accountActs)[number];

/** Actions that could give the person who did them access to the account. */
const openings = {
  'staff-added': 'made',
  'staff-invited': 'made',
  'password-reset-offered': 'reset',
  'password-changed': 'reset',
  'two-factor-reset': 'reset',
  'staff-enabled': 'enabled',
} as const satisfies Partial<Record<AuditAction, AccountAct>>;
type OpeningAction = keyof typeof openings;
const openingActions = Object.keys(openings) as OpeningAction[];

/** A manager's change to an account. Times are ISO UTC. */
export interface AccountChange {
  what: AccountAct;
  at: string;
  staffId: string;
  staffName: string;
  byId: string;
  byName: string;
  /** When the desk first saw that `at` was ahead of the clock, in `DeskTime`; `null`: never. */
  seenNo: number | null;
}

const staffIdOf = sql<string>`json_extract(audit.detail, '$.staffId')`;
const nameOf = sql<string>`json_extract(audit.detail, '$.name')`;
const formerRole = sql<string | null>`json_extract(audit.detail, '$.changes.role.from')`;
const notDemo = sql<boolean>`json_extract(audit.detail, '$.demo') IS NULL`;

/** No wait of this person was lifted after the audit row. */
const liftedFor = (staffId: ReturnType<typeof sql<string>>) =>
  sql<boolean>`NOT EXISTS (SELECT 1 FROM audit AS lift
    WHERE lift.action = 'wait-lifted' AND lift.seq > audit.seq
      AND json_extract(lift.detail, '$.staffId') = ${staffId})`;

const changesSince = (given: { since: string }) =>
  db
    .selectFrom('audit')
    .leftJoin('act_ahead', 'act_ahead.seq', 'audit.seq')
    .select(['audit.action', 'audit.at', 'act_ahead.seen_no as seenNo'])
    .select((eb) => eb.ref('audit.actor_id').$notNull().as('byId'))
    .select((eb) => eb.ref('audit.actor_name').$notNull().as('byName'))
    .select([staffIdOf.as('staffId'), nameOf.as('staffName')])
    .where('audit.at', '>', given.since)
    .where('audit.actor_type', '=', 'staff')
    .where('audit.actor_id', 'is not', null)
    .where(notDemo)
    // A sum keeps both engines from scanning the whole log in row order.
    .orderBy(sql`audit.seq + 0`);

const opened = prepared((given: { since: string }) =>
  changesSince(given)
    .where('audit.action', 'in', openingActions)
    // A person changing their own password logs the same action without a `staffId`.
    .where(staffIdOf, 'is not', null)
    .where(liftedFor(staffIdOf)),
);

/** Disabled accounts whose role is manager, and accounts that were managers before the change. */
const removals = ['staff-disabled', 'staff-changed'] as const satisfies readonly AuditAction[];
const removed = prepared((given: { since: string; staffId: string }) =>
  changesSince(given)
    .where('audit.action', 'in', [...removals])
    .where(
      sql<boolean>`CASE audit.action
      WHEN 'staff-changed' THEN ${formerRole} = 'manager'
      ELSE (SELECT role FROM "user" WHERE id = ${staffIdOf}) = 'manager' END`,
    )
    .where(liftedFor(sql`${given.staffId}`)),
);

type Row = ResultOf<(typeof opened)['all']>[number];

function fromRow(row: Row): AccountChange {
  const { action, ...change } = row;
  const what =
    action in openings
      ? openings[action as OpeningAction]
      : action === 'staff-disabled'
        ? 'disabled'
        : 'demoted';
  return { ...change, what };
}

const unseenAhead = prepared((given: { now: string }) =>
  db
    .selectFrom('audit')
    .select('audit.seq')
    .where('audit.action', 'in', [...openingActions, ...removals])
    .where('audit.at', '>', given.now)
    .where((where) =>
      where.not(
        where.exists(
          where.selectFrom('act_ahead').select('seq').whereRef('act_ahead.seq', '=', 'audit.seq'),
        ),
      ),
    ),
);

const writeSeen = prepared((row: { seq: number; seen_no: number }) =>
  db.insertInto('act_ahead').values({ seq: row.seq, seen_no: row.seen_no }),
);

/** Records which changes to accounts are dated ahead of the clock, once each. */
export async function noteActsAhead(storage: Storage): Promise<void> {
  const now = storage.clock.nowIso();
  if (storage.read(unseenAhead.first({ now })) === undefined) return;
  await storage.transact(function* () {
    const no = storage.time.now();
    for (const { seq } of yield* unseenAhead.all({ now })) {
      yield* writeSeen.run({ seq, seen_no: no });
    }
  });
}

/** Accounts that managers created, reset or enabled after `since`, oldest first. */
export function* accountsOpened(since: string): Unit<AccountChange[]> {
  return (yield* opened.all({ since })).map(fromRow);
}

/**
 * Managers that other managers disabled or demoted after `since`, oldest first.
 * @param staffId whose wait is checked: lifting it cancels all earlier changes
 */
export function* managersRemoved(since: string, staffId: string): Unit<AccountChange[]> {
  return (yield* removed.all({ since, staffId })).map(fromRow);
}

/** The newest action that gave access to an account; `by: null`: the desk or its server. */
export interface LastOpening {
  what: AccountAct;
  at: string;
  by: string | null;
}

const lastOpened = prepared((given: { staffId: string }) =>
  db
    .selectFrom('audit')
    .select(['audit.action', 'audit.at', 'audit.actor_name'])
    .where('audit.action', 'in', openingActions)
    .where(staffIdOf, '=', given.staffId)
    .orderBy(sql`audit.seq + 0`, 'desc')
    .limit(1),
);

/** Who last created, reset or enabled an account; `null` if the log doesn't reach back that far. */
export function* lastOpening(staffId: string): Unit<LastOpening | null> {
  const row = yield* lastOpened.first({ staffId });
  if (row === undefined) return null;
  return { what: openings[row.action as OpeningAction], at: row.at, by: row.actor_name };
}
