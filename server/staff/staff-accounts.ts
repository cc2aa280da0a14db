/** Reads of staff accounts. The sign-in library uses the same tables. */
import type { Role } from '../../shared/permissions.ts';
import type { Clock } from '../clock.ts';
import { prepared, db } from '../storage/statement.ts';
import type { ResultOf, Unit } from '../storage/unit.ts';

/** A member of the staff. */
export interface StaffMember {
  id: string;
  name: string;
  email: string;
  role: Role;
}

/** An account as shown to managers; times are ISO UTC. */
export interface StaffAccount extends StaffMember {
  disabled: boolean;
  /** May export without being a manager. */
  mayExport: boolean;
  /** The person's refund limit per day, in won; `null`: the settings' limit for the role. */
  dayCeilingWon: number | null;
  /** Has a confirmed second factor. */
  twoFactor: boolean;
  createdAt: string;
  lastSignInAt: string | null;
  /** End of an open link to choose a password; `null` if there is none. */
  linkUntil: string | null;
  /** No password has been chosen for this account yet. */
  invited: boolean;
}

/** Reads accounts. */
export interface StaffAccounts {
  /** Sorted by e-mail address. */
  list(): Unit<StaffAccount[]>;
  /** Ids of the managers that are not disabled. */
  activeManagerIds(): Unit<string[]>;
  findByEmail(email: string): Unit<StaffAccount | undefined>;
  findById(id: string): Unit<StaffAccount | undefined>;
}

function accountsAt(now: string) {
  return db
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
  db.selectFrom('user').select('id').where('role', '=', 'manager').where('disabled', '=', 0),
);

type AccountRow = ResultOf<(typeof accountById)['all']>[number];

function fromRow(row: AccountRow): StaffAccount {
  return {
    ...row,
    disabled: row.disabled === 1,
    mayExport: row.mayExport === 1,
    twoFactor: Boolean(row.twoFactor),
    invited: row.invited === 1,
  };
}

/** Normalises an e-mail address as it is stored. */
export function keptEmail(text: string): string {
  return text.trim().toLowerCase();
}

export function staffAccounts(clock: Clock): StaffAccounts {
  const now = () => clock.nowIso();
  return {
    list: function* () {
      return (yield* everyAccount.all({ now: now() })).map(fromRow);
    },
    activeManagerIds: function* () {
      return (yield* activeManagers.all({})).map(({ id }) => id);
    },
    findByEmail: function* (email) {
      const row = yield* accountByEmail.first({ now: now(), email: keptEmail(email) });
      return row && fromRow(row);
    },
    findById: function* (id) {
      const row = yield* accountById.first({ now: now(), id });
      return row && fromRow(row);
    },
  };
}
