/** Staff accounts as they are now. The sign-in library reads the same tables. */
import type { Role } from '../../shared/permissions.ts';
import type { Clock } from '../clock.ts';
import type { Connection } from '../storage/connection.ts';
import { prepared, sqlFor } from '../storage/statement.ts';

/** Somebody who works here. */
export interface StaffMember {
  id: string;
  name: string;
  email: string;
  role: Role;
}

/** An account as a manager sees it; instants in ISO UTC. */
export interface StaffAccount extends StaffMember {
  disabled: boolean;
  /** May export without being a manager. */
  mayExport: boolean;
  /** What this person may give back a day, in won; `null`: what the settings say for the role. */
  dayCeilingWon: number | null;
  /** Has a second factor that a code has confirmed. */
  twoFactor: boolean;
  createdAt: string;
  lastSignInAt: string | null;
  /** A link to choose a password is out and holds until then. */
  linkUntil: string | null;
  /** Nobody has chosen a password for this account yet. */
  invited: boolean;
}

/** Reads accounts on one connection. */
export interface StaffAccounts {
  /** By e-mail address. */
  list(): StaffAccount[];
  /** Ids of the managers who are not disabled. */
  activeManagerIds(): string[];
  findByEmail(email: string): StaffAccount | undefined;
  findById(id: string): StaffAccount | undefined;
}

function accountsAt(now: string) {
  return sqlFor
    .selectFrom('user')
    .select([
      'user.id',
      'user.name',
      'user.email',
      'user.role',
      'user.disabled',
      'user.mayExport',
      'user.dayCeilingWon',
      'user.createdAt',
      'user.lastSignInAt',
      'user.invited',
    ])
    .select((eb) => [
      eb
        .exists(
          eb
            .selectFrom('two_factor')
            .select('two_factor.secret')
            .whereRef('two_factor.staff_id', '=', 'user.id')
            .where('two_factor.confirmed_at', 'is not', null),
        )
        .as('twoFactor'),
      eb
        .selectFrom('password_link as link')
        .select(({ fn }) => fn.max('link.until').as('until'))
        .whereRef('link.staff_id', '=', 'user.id')
        .where('link.until', '>', now)
        .as('linkUntil'),
    ]);
}

const everyAccount = prepared((given: { now: string }) =>
  accountsAt(given.now).orderBy('user.email'),
);

const accountById = prepared((given: { now: string; id: string }) =>
  accountsAt(given.now).where('user.id', '=', given.id),
);

const accountByEmail = prepared((given: { now: string; email: string }) =>
  accountsAt(given.now).where('user.email', '=', given.email),
);

const activeManagers = prepared(() =>
  sqlFor.selectFrom('user').select('id').where('role', '=', 'manager').where('disabled', '=', 0),
);

type AccountRow = ReturnType<(typeof accountById)['all']>[number];

function fromRow(row: AccountRow): StaffAccount {
  return {
    ...row,
    disabled: row.disabled === 1,
    mayExport: row.mayExport === 1,
    twoFactor: Boolean(row.twoFactor),
    invited: row.invited === 1,
  };
}

/** An e-mail address as it is kept. */
export function keptEmail(text: string): string {
  return text.trim().toLowerCase();
}

export function staffAccounts(connection: Connection, clock: Clock): StaffAccounts {
  const now = () => clock.nowIso();
  return {
    list: () => everyAccount.all(connection, { now: now() }).map(fromRow),
    activeManagerIds: () => activeManagers.all(connection, {}).map(({ id }) => id),
    findByEmail: (email) => {
      const row = accountByEmail.first(connection, { now: now(), email: keptEmail(email) });
      return row && fromRow(row);
    },
    findById: (id) => {
      const row = accountById.first(connection, { now: now(), id });
      return row && fromRow(row);
    },
  };
}
