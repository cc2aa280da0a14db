/** Staff accounts as rows. The sign-in library reads the same tables; it writes sessions alone. */
import { hashPassword } from 'better-auth/crypto';
import type { Role } from '../../shared/permissions.ts';
import type { Clock, Random } from '../clock.ts';
import type { Connection } from '../storage/connection.ts';

/** Somebody who works here. */
export interface StaffMember {
  id: string;
  name: string;
  email: string;
  role: Role;
}

/** An account as a manager sees it. */
export interface StaffAccount extends StaffMember {
  disabled: boolean;
  createdAt: string;
  /** The newest sign-in that still holds; ended ones leave no trace here. */
  signedInAt: string | null;
}

/** Why an account can't be made or changed; the message is for a person. */
export class AccountError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'AccountError';
  }
}

/** NIST SP 800-63B-4: 15 characters where the password is all that guards the account. */
const MIN_PASSWORD_LENGTH = 15;
/** The sign-in library's own limit. */
const MAX_PASSWORD_LENGTH = 128;

/** The password of the demo accounts. It is public, so no real account may have it. */
export const DEMO_PASSWORD = 'demo-shop-123456';

/** Says what is wrong with a new password, or `null`. */
function passwordFault(password: string, email: string): string | null {
  const length = Array.from(password).length;
  if (length < MIN_PASSWORD_LENGTH) {
    return `비밀번호는 ${String(MIN_PASSWORD_LENGTH)}자 이상이어야 해요. The password needs at least ${String(MIN_PASSWORD_LENGTH)} characters.`;
  }
  if (password.length > MAX_PASSWORD_LENGTH) {
    return `비밀번호는 ${String(MAX_PASSWORD_LENGTH)}자까지예요. The password may have at most ${String(MAX_PASSWORD_LENGTH)} characters.`;
  }
  const known = password === DEMO_PASSWORD || password.toLowerCase() === email.toLowerCase();
  if (known || new Set(password).size < 5) {
    return '쉽게 짐작할 수 있는 비밀번호예요. The password is easy to guess; choose another.';
  }
  return null;
}

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

/** An e-mail address as it is kept. @throws {AccountError} when it is none */
function cleanEmail(text: string): string {
  const email = text.trim().toLowerCase();
  if (email.length > 254 || !EMAIL.test(email)) {
    throw new AccountError(`이메일 주소가 아니에요. Not an e-mail address: ${text}`);
  }
  return email;
}

interface AccountRow extends StaffMember {
  disabled: number;
  createdAt: string;
  signedInAt: string | null;
}

/** A session that holds. */
export interface HeldSession extends StaffMember {
  sessionId: string;
  expiresAt: string;
}

/** Reads and changes accounts on one connection of its own. */
export interface StaffAccounts {
  /** @throws {AccountError} for a taken or malformed e-mail, a bad name or password */
  add(account: Omit<StaffMember, 'id'> & { password: string }): Promise<StaffMember>;
  list(): StaffAccount[];
  /** Ids of the managers who are not disabled. */
  activeManagerIds(): string[];
  findByEmail(email: string): StaffAccount | undefined;
  findById(id: string): StaffAccount | undefined;
  /** Who holds this session now: unexpired, and not disabled. */
  findBySession(token: string): HeldSession | undefined;
  /**
   * Takes every access away at once, or lets the person sign in again.
   * @throws {AccountError} when unknown
   */
  setDisabled(email: string, disabled: boolean): StaffAccount;
  /** Ends the person's sessions too. @throws {AccountError} when unknown, or a bad password */
  resetPassword(email: string, password: string): Promise<void>;
  /** Forgets sessions that ended. */
  sweepSessions(): void;
}

const COLUMNS = `u.id, u.name, u.email, u.role, u.disabled, u.createdAt,
  (SELECT max(s.createdAt) FROM session s WHERE s.userId = u.id) AS signedInAt`;

function fromRow(row: AccountRow): StaffAccount {
  return { ...row, disabled: row.disabled === 1 };
}

function checkNew(account: Omit<StaffMember, 'id'> & { password: string }, real: boolean): string {
  const email = cleanEmail(account.email);
  if (account.name.trim() === '' || account.name.length > 100) {
    throw new AccountError('이름은 1자에서 100자까지예요. The name needs 1 to 100 characters.');
  }
  const fault = real ? passwordFault(account.password, email) : null;
  if (fault !== null) throw new AccountError(fault);
  return email;
}

/** Writes a new account with its credential; no await may stand inside. */
function insertAccount(
  connection: Connection,
  member: StaffMember,
  made: { credentialId: string; hash: string; at: string },
): void {
  const { credentialId, hash, at } = made;
  connection
    .transaction(() => {
      connection
        .prepare(
          `INSERT INTO user (id, name, email, emailVerified, role, createdAt, updatedAt)
           VALUES (?, ?, ?, 1, ?, ?, ?)`,
        )
        .run(member.id, member.name, member.email, member.role, at, at);
      connection
        .prepare(
          `INSERT INTO account (id, accountId, providerId, userId, password, createdAt, updatedAt)
           VALUES (?, ?, 'credential', ?, ?, ?, ?)`,
        )
        .run(credentialId, member.id, member.id, hash, at, at);
    })
    .immediate();
}

/** One change to a person, and the end of their sessions where access is taken away. */
function changeAndEndSessions(connection: Connection, staffId: string, change: () => void): void {
  connection
    .transaction(() => {
      change();
      connection.prepare('DELETE FROM session WHERE userId = ?').run(staffId);
    })
    .immediate();
}

function readers(connection: Connection, clock: Clock) {
  const bySession = connection.prepare<[string, string], HeldSession>(
    `SELECT u.id, u.name, u.email, u.role, s.id AS sessionId, s.expiresAt
     FROM session s JOIN user u ON u.id = s.userId
     WHERE s.token = ? AND s.expiresAt > ? AND u.disabled = 0`,
  );
  const byEmail = connection.prepare<[string], AccountRow>(
    `SELECT ${COLUMNS} FROM user u WHERE u.email = ?`,
  );
  const byId = connection.prepare<[string], AccountRow>(
    `SELECT ${COLUMNS} FROM user u WHERE u.id = ?`,
  );
  const managers = connection
    .prepare<[], string>("SELECT id FROM user WHERE role = 'manager' AND disabled = 0")
    .pluck();
  const listed = connection.prepare<[], AccountRow>(`SELECT ${COLUMNS} FROM user u ORDER BY email`);
  return {
    list: () => listed.all().map(fromRow),
    activeManagerIds: () => managers.all(),
    findByEmail: (email: string) => {
      const row = byEmail.get(email.trim().toLowerCase());
      return row && fromRow(row);
    },
    findById: (id: string) => {
      const row = byId.get(id);
      return row && fromRow(row);
    },
    findBySession: (token: string) => bySession.get(token, clock.nowIso()),
  };
}

/**
 * Accounts on one connection.
 * @param options.allowDemoPassword for the demo accounts alone
 */
export function staffAccounts(
  connection: Connection,
  clock: Clock,
  random: Random,
  options: { allowDemoPassword?: boolean } = {},
): StaffAccounts {
  const read = readers(connection, clock);
  const getByEmail = (text: string): StaffAccount => {
    const email = cleanEmail(text);
    const account = read.findByEmail(email);
    if (account) return account;
    throw new AccountError(`그런 직원 계정이 없어요. No such account: ${email}`);
  };
  const setFlag = connection.prepare('UPDATE user SET disabled = ?, updatedAt = ? WHERE id = ?');
  const setHash = connection.prepare(
    `UPDATE account SET password = ?, updatedAt = ?
     WHERE userId = ? AND providerId = 'credential'`,
  );
  const sweep = connection.prepare('DELETE FROM session WHERE expiresAt <= ?');
  return {
    ...read,
    add: async (account) => {
      const email = checkNew(account, options.allowDemoPassword !== true);
      const hash = await hashPassword(account.password);
      if (read.findByEmail(email)) {
        throw new AccountError(`이미 있는 이메일이에요. The e-mail is taken: ${email}`);
      }
      const member = { id: random.uuid(), name: account.name.trim(), email, role: account.role };
      insertAccount(connection, member, { credentialId: random.uuid(), hash, at: clock.nowIso() });
      return member;
    },
    setDisabled: (email, disabled) => {
      const account = getByEmail(email);
      changeAndEndSessions(connection, account.id, () => {
        setFlag.run(disabled ? 1 : 0, clock.nowIso(), account.id);
      });
      return { ...account, disabled };
    },
    resetPassword: async (email, password) => {
      const account = getByEmail(email);
      const fault = passwordFault(password, account.email);
      if (fault !== null) throw new AccountError(fault);
      const hash = await hashPassword(password);
      changeAndEndSessions(connection, account.id, () => {
        setHash.run(hash, clock.nowIso(), account.id);
      });
    },
    sweepSessions: () => {
      sweep.run(clock.nowIso());
    },
  };
}
