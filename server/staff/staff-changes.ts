/** Changes of accounts, each in one transaction with its audit row. */
import { hashPassword } from '@better-auth/utils/password';
import type { Clock, Random } from '../clock.ts';
import { AppError } from '../errors.ts';
import type { Flag, UserRow } from '../storage/schema.ts';
import { prepared, db } from '../storage/statement.ts';
import type { Storage } from '../storage/storage.ts';
import {
  endPasswordLinks,
  endSessions,
  removePassword,
  removeSecondFactor,
  setPassword,
} from './access.ts';
import {
  auditAccount,
  changeAccount,
  getAccount,
  refuseOwn,
  type Author,
  type StaffUnit,
  type StaffWish,
} from './change-account.ts';
import type { PasswordLink, PasswordLinks } from './password-links.ts';
import { requireGoodPassword, type PasswordOwner } from './password-rules.ts';
import {
  keptEmail,
  type StaffAccount,
  type StaffAccounts,
  type StaffMember,
} from './staff-accounts.ts';
import type { Unit } from '../storage/unit.ts';

type NewAccount = Omit<StaffMember, 'id'>;

/**
 * Changes accounts. Every method can also throw these errors.
 * @throws AppError not-found; forbidden if the author is no longer an active manager
 */
export interface StaffChanges {
  /** Creates an account with a password. @throws AppError email-taken, invalid-request */
  add(author: Author, account: NewAccount & { password: string }): Promise<StaffAccount>;
  /** Creates an account and a link to choose its password. @throws AppError email-taken */
  invite(author: Author, account: NewAccount): Promise<{ staff: StaffAccount } & PasswordLink>;
  /**
   * Changing the role, or disabling, ends the person's sessions.
   * @throws AppError own-account, last-manager
   */
  change(author: Author, staffId: string, wish: StaffWish): Promise<StaffAccount>;
  /**
   * Ends the sessions, removes the password and creates a link for a new one. An unused invitation
   * is replaced by a new one.
   * @throws AppError own-account
   */
  offerPassword(author: Author, staffId: string): Promise<PasswordLink>;
  /** Sets a password and ends the person's sessions. @throws AppError invalid-request */
  resetPassword(author: Author, staffId: string, password: string): Promise<void>;
  /**
   * Ends the person's waits: those of a recently created, reset or enabled account, and that of the
   * only manager after another one was disabled or demoted.
   */
  liftWait(author: Author, staffId: string): Promise<StaffAccount>;
  /** Removes the second factor and ends the sessions. @throws AppError own-account */
  resetTwoFactor(author: Author, staffId: string): Promise<StaffAccount>;
}

export interface StaffChangesDeps {
  storage: Storage;
  clock: Clock;
  random: Random;
  accounts: StaffAccounts;
  links: PasswordLinks;
  ownerOf: (person: { name: string; email: string }) => PasswordOwner;
}

const insertUser = prepared(
  (row: Pick<UserRow, 'id' | 'name' | 'email' | 'role' | 'createdAt'> & { invited: Flag }) =>
    db.insertInto('user').values({
      id: row.id,
      name: row.name,
      email: row.email,
      emailVerified: 1,
      role: row.role,
      invited: row.invited,
      createdAt: row.createdAt,
      updatedAt: row.createdAt,
    }),
);

/**
 * Runs one change in a transaction. Checks the author again, who may have lost the right since the
 * request was authorised.
 */
function inUnit<T>(
  deps: StaffChangesDeps,
  author: Author,
  work: (unit: StaffUnit) => Unit<T>,
): Promise<T> {
  const { storage, accounts, clock } = deps;
  const isDemo = (account: StaffAccount) => deps.ownerOf(account).isDemo;
  return storage.transact(function* () {
    const isStaff = author.type === 'staff';
    if (isStaff && !(yield* accounts.activeManagerIds()).includes(author.id ?? '')) {
      throw new AppError('forbidden');
    }
    return yield* work({ accounts, author, isDemo, at: clock.nowIso() });
  });
}

function* insert(
  deps: StaffChangesDeps,
  { accounts, at }: StaffUnit,
  account: NewAccount & { invited: Flag },
): Unit<string> {
  const email = keptEmail(account.email);
  if ((yield* accounts.findByEmail(email)) !== undefined) throw new AppError('email-taken');
  const { name, role, invited } = account;
  const id = deps.random.uuid();
  yield* insertUser.run({ id, name: name.trim(), email, role, invited, createdAt: at });
  return id;
}

export function staffChanges(deps: StaffChangesDeps): StaffChanges {
  const { random, links, ownerOf } = deps;

  function givePassword({ at }: StaffUnit, staffId: string, hash: string): Unit<void> {
    return setPassword({ credentialId: random.uuid(), staffId, hash, at });
  }

  return {
    add: async (author, { password, ...account }) => {
      requireGoodPassword(password, ownerOf(account), '/password');
      const hash = await hashPassword(password);
      return inUnit(deps, author, function* (unit) {
        const id = yield* insert(deps, unit, { ...account, invited: 0 });
        yield* givePassword(unit, id, hash);
        const added = yield* getAccount(unit, id);
        const { email, role } = added;
        yield* auditAccount(unit, 'staff-added', added, { email, role });
        return added;
      });
    },
    invite: (author, account) =>
      inUnit(deps, author, function* (unit) {
        const id = yield* insert(deps, unit, { ...account, invited: 1 });
        const offer = yield* links.offer(id, 'invitation');
        const staff = yield* getAccount(unit, id);
        const { email, role } = staff;
        yield* auditAccount(unit, 'staff-invited', staff, { email, role, until: offer.until });
        return { staff, ...offer };
      }),
    change: (author, staffId, wish) =>
      inUnit(deps, author, (unit) => changeAccount(unit, staffId, wish)),
    offerPassword: (author, staffId) =>
      inUnit(deps, author, function* (unit) {
        const account = yield* getAccount(unit, staffId);
        refuseOwn(unit, staffId);
        yield* removePassword(staffId);
        yield* endSessions(staffId);
        const kind = account.invited ? 'invitation' : 'reset';
        const offer = yield* links.offer(staffId, kind);
        yield* auditAccount(unit, 'password-reset-offered', account, { kind, until: offer.until });
        return offer;
      }),
    resetPassword: async (author, staffId, password) => {
      const known = deps.storage.read(deps.accounts.findById(staffId));
      if (known !== undefined) requireGoodPassword(password, ownerOf(known), '/password');
      const hash = await hashPassword(password);
      await inUnit(deps, author, function* (unit) {
        const account = yield* getAccount(unit, staffId);
        yield* givePassword(unit, staffId, hash);
        yield* endPasswordLinks(staffId);
        yield* endSessions(staffId);
        yield* auditAccount(unit, 'password-changed', account);
      });
    },
    liftWait: (author, staffId) =>
      inUnit(deps, author, function* (unit) {
        const account = yield* getAccount(unit, staffId);
        yield* auditAccount(unit, 'wait-lifted', account);
        return account;
      }),
    resetTwoFactor: (author, staffId) =>
      inUnit(deps, author, function* (unit) {
        const account = yield* getAccount(unit, staffId);
        refuseOwn(unit, staffId);
        yield* removeSecondFactor(staffId);
        yield* endSessions(staffId);
        yield* auditAccount(unit, 'two-factor-reset', account);
        return yield* getAccount(unit, staffId);
      }),
  };
}
