/**
 * What managers did to accounts lately, as the audit log tells it: who made, reset or enabled one,
 * and when a manager was disabled or demoted. What was done on the server or to a demo account
 * binds nobody, and neither does what was done before a wait was lifted there.
 */
import { sql } from 'kysely';
import type { AuditAction } from '../../shared/audit.ts';
import type { Connection } from './connection.ts';
import { prepared, sqlFor } from './statement.ts';

export const accountActs = ['made', 'reset', 'enabled', 'disabled', 'demoted'] as const;
export type AccountAct = (typeof accountActs)[number];

/** Each gives a way into the account to whoever did it. */
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

/** One thing that a manager did to an account of somebody. Times are ISO UTC. */
export interface AccountChange {
  what: AccountAct;
  at: string;
  staffId: string;
  staffName: string;
  byId: string;
  byName: string;
}

const staffIdOf = sql<string>`json_extract(audit.detail, '$.staffId')`;
const nameOf = sql<string>`json_extract(audit.detail, '$.name')`;
const formerRole = sql<string | null>`json_extract(audit.detail, '$.changes.role.from')`;
const notDemo = sql<boolean>`json_extract(audit.detail, '$.demo') IS NULL`;

/** A wait of this person was lifted after the row. */
const liftedFor = (staffId: ReturnType<typeof sql<string>>) =>
  sql<boolean>`NOT EXISTS (SELECT 1 FROM audit AS lift
    WHERE lift.action = 'wait-lifted' AND lift.seq > audit.seq
      AND json_extract(lift.detail, '$.staffId') = ${staffId})`;

const changesSince = (given: { since: string }) =>
  sqlFor
    .selectFrom('audit')
    .select(['audit.action', 'audit.at'])
    .select((eb) => eb.ref('audit.actor_id').$notNull().as('byId'))
    .select((eb) => eb.ref('audit.actor_name').$notNull().as('byName'))
    .select([staffIdOf.as('staffId'), nameOf.as('staffName')])
    .where('audit.at', '>', given.since)
    .where('audit.actor_type', '=', 'staff')
    .where('audit.actor_id', 'is not', null)
    .where(notDemo)
    // The sign keeps SQLite from the order of the rows, which would read the whole log.
    .orderBy(sql`+audit.seq`);

const opened = prepared((given: { since: string }) =>
  changesSince(given)
    .where('audit.action', 'in', openingActions)
    // Own passwords are changed under the same action, with nobody named.
    .where(staffIdOf, 'is not', null)
    .where(liftedFor(staffIdOf)),
);

/** A manager's account as it is now was disabled, or was a manager's until then. */
const removed = prepared((given: { since: string; staffId: string }) =>
  changesSince(given)
    .where('audit.action', 'in', ['staff-disabled', 'staff-changed'])
    .where(
      sql<boolean>`CASE audit.action
      WHEN 'staff-changed' THEN ${formerRole} = 'manager'
      ELSE (SELECT role FROM user WHERE id = ${staffIdOf}) = 'manager' END`,
    )
    .where(liftedFor(sql`${given.staffId}`)),
);

type Row = ReturnType<(typeof opened)['all']>[number];

function fromRow(row: Row): AccountChange {
  const { action, at, staffId, staffName, byId, byName } = row;
  const what =
    action in openings
      ? openings[action as OpeningAction]
      : action === 'staff-disabled'
        ? 'disabled'
        : 'demoted';
  return { what, at, staffId, staffName, byId, byName };
}

/** Accounts that managers made, reset or enabled since then, the oldest first. */
export function accountsOpened(connection: Connection, since: string): AccountChange[] {
  return opened.all(connection, { since }).map(fromRow);
}

/**
 * Managers that managers disabled or demoted since then, the oldest first.
 * @param staffId whose wait it is: a lift of it ends what was before
 */
export function managersRemoved(
  connection: Connection,
  since: string,
  staffId: string,
): AccountChange[] {
  return removed.all(connection, { since, staffId }).map(fromRow);
}

/** The last time that somebody gave access to an account; `by: null`: the desk or its server. */
export interface LastOpening {
  what: AccountAct;
  at: string;
  by: string | null;
}

const lastOpened = prepared((given: { staffId: string }) =>
  sqlFor
    .selectFrom('audit')
    .select(['audit.action', 'audit.at', 'audit.actor_name'])
    .where('audit.action', 'in', openingActions)
    .where(staffIdOf, '=', given.staffId)
    .orderBy(sql`+audit.seq`, 'desc')
    .limit(1),
);

/** Who last made, reset or enabled an account; `null` where the log doesn't reach back so far. */
export function lastOpening(connection: Connection, staffId: string): LastOpening | null {
  const row = lastOpened.first(connection, { staffId });
  if (row === undefined) return null;
  return { what: openings[row.action as OpeningAction], at: row.at, by: row.actor_name };
}
