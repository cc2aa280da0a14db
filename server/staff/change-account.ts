/** Changes an account's rights: never one's own, and never the last manager's. */
import type { AuditAction, AuditActor } from '../../shared/audit.ts';
import { AppError } from '../errors.ts';
import { appendAudit } from '../storage/audit.ts';
import type { Flag, UserRow } from '../storage/schema.ts';
import { prepared, db } from '../storage/statement.ts';
import { endPasswordLinks, endSessions } from './access.ts';
import { endRefundTokens } from './service-tokens.ts';
import type { StaffAccount, StaffAccounts } from './staff-accounts.ts';
import type { Unit } from '../storage/unit.ts';

/**
 * The author of a change: a manager, a person at the command line, or the desk creating its demo.
 */
export type Author = AuditActor;

type Editable = Pick<StaffAccount, 'name' | 'role' | 'mayExport' | 'dayCeilingWon' | 'disabled'>;

/** The fields to change; omitted fields stay. */
export type StaffWish = { [Name in keyof Editable]?: Editable[Name] | undefined };

/** The context of a transaction on accounts, and its author. */
export interface StaffUnit {
  accounts: StaffAccounts;
  author: Author;
  /** Is a demo account, whose password is public anyway. */
  isDemo: (account: StaffAccount) => boolean;
  /** ISO UTC. */
  at: string;
}

const updateUser = prepared(
  (
    row: Pick<UserRow, 'id' | 'name' | 'role' | 'dayCeilingWon' | 'updatedAt'> & {
      mayExport: Flag;
      disabled: Flag;
    },
  ) =>
    db
      .updateTable('user')
      .set({
        name: row.name,
        role: row.role,
        mayExport: row.mayExport,
        dayCeilingWon: row.dayCeilingWon,
        disabled: row.disabled,
        updatedAt: row.updatedAt,
      })
      .where('id', '=', row.id),
);

/** @throws AppError not-found */
export function* getAccount({ accounts }: StaffUnit, staffId: string): Unit<StaffAccount> {
  const account = yield* accounts.findById(staffId);
  if (account === undefined) throw new AppError('not-found', 'There is no such account');
  return account;
}

/** Appends an audit row for an account. @param more never a link or a password */
export function auditAccount(
  { author, at, isDemo }: StaffUnit,
  action: AuditAction,
  account: StaffAccount,
  more: Record<string, unknown> = {},
): Unit<void> {
  const { id, name } = account;
  const demo = isDemo(account) ? true : undefined;
  const detail = { staffId: id, name, demo, ...more };
  return appendAudit({ at, actor: author, action, detail });
}

/** @throws AppError own-account: this needs a second manager */
export function refuseOwn({ author }: StaffUnit, staffId: string): void {
  if (author.id === staffId) throw new AppError('own-account');
}

function wished(before: StaffAccount, wish: StaffWish): Editable {
  const { name, role, mayExport, dayCeilingWon, disabled } = before;
  return {
    name: wish.name ?? name,
    role: wish.role ?? role,
    mayExport: wish.mayExport ?? mayExport,
    dayCeilingWon: wish.dayCeilingWon === undefined ? dayCeilingWon : wish.dayCeilingWon,
    disabled: wish.disabled ?? disabled,
  };
}

/** The changed fields by name. */
function changesBetween(before: Editable, after: Editable) {
  const names = Object.keys(after) as (keyof Editable)[];
  return Object.fromEntries(
    names
      .filter((name) => before[name] !== after[name])
      .map((name) => [name, { from: before[name], to: after[name] }]),
  );
}

function* write({ at }: StaffUnit, staffId: string, after: Editable): Unit<void> {
  yield* updateUser.run({
    id: staffId,
    name: after.name,
    role: after.role,
    dayCeilingWon: after.dayCeilingWon,
    mayExport: after.mayExport ? 1 : 0,
    disabled: after.disabled ? 1 : 0,
    updatedAt: at,
  });
}

function* auditChange(unit: StaffUnit, before: StaffAccount, after: Editable): Unit<void> {
  const { disabled, ...others } = changesBetween(before, after);
  if (Object.keys(others).length > 0) {
    yield* auditAccount(unit, 'staff-changed', before, { changes: others });
  }
  if (disabled !== undefined) {
    yield* auditAccount(unit, after.disabled ? 'staff-disabled' : 'staff-enabled', before);
  }
}

/**
 * Changes an account. A change of the role, or disabling, ends the person's sessions.
 * @throws AppError not-found, own-account, last-manager; nothing is changed then
 */
export function* changeAccount(
  unit: StaffUnit,
  staffId: string,
  wish: StaffWish,
): Unit<StaffAccount> {
  const before = yield* getAccount(unit, staffId);
  const after = wished(before, wish);
  const changed = Object.keys(changesBetween(before, after));
  if (changed.length === 0) return before;
  if (changed.some((name) => name !== 'name')) refuseOwn(unit, staffId);
  yield* write(unit, staffId, after);
  const wasManager = before.role === 'manager' && !before.disabled;
  if (wasManager && (yield* unit.accounts.activeManagerIds()).length === 0) {
    throw new AppError('last-manager');
  }
  if (changed.includes('role') || after.disabled) yield* endSessions(staffId);
  yield* endRefundTokens(unit.author, { ...after, id: staffId }, unit.at);
  // Includes links made while it was disabled: enabling an account must not activate a link.
  if (changed.includes('disabled')) yield* endPasswordLinks(staffId);
  yield* auditChange(unit, before, after);
  return yield* getAccount(unit, staffId);
}
