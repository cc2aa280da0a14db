/** Checks passwords; takes the same time whether or not the account exists. */
import { verifyPassword } from '@better-auth/utils/password';
import PQueue from 'p-queue';
import type { Role } from '../../shared/permissions.ts';
import { prepared, db } from '../storage/statement.ts';
import { createLine, type LineState } from '../waiting-line.ts';
import type { Unit } from '../storage/unit.ts';

/** Each check takes a core for about 0.1 s and 32 MiB; more in parallel would starve other work. */
const AT_ONCE = 2;
/** Queue limit: five seconds' worth for strangers, and as much again reserved for known people. */
const MOST_WAITING = 200;
const KEPT_FOR_KNOWN = 100;

/** Formatted like a real hash, so that the check takes as long; no known password matches it. */
const NOBODYS_HASH = `${'0'.repeat(32)}:${'0'.repeat(128)}`;

/** A person who may sign in, as read just now. */
export interface Credential {
  id: string;
  name: string;
  email: string;
  role: Role;
  enrolled: boolean;
  hash: string;
}

const credentialRow = prepared((given: { email: string }) =>
  db
    .selectFrom('user as u')
    .innerJoin('account as a', 'a.accountId', 'u.id')
    .leftJoin('two_factor as f', 'f.staff_id', 'u.id')
    .select(['u.id', 'u.name', 'u.email', 'u.role', 'u.disabled', 'a.password'])
    .select('f.confirmed_at as enrolledAt')
    .where('u.email', '=', given.email)
    .where('a.providerId', '=', 'credential'),
);

/** @returns `null` if the account is unknown, disabled, or has no password yet */
export function* readCredential(email: string): Unit<Credential | null> {
  const row = yield* credentialRow.first({ email });
  if (row?.disabled !== 0 || row.password === null) return null;
  const { id, name, role, enrolledAt, password } = row;
  return { id, name, email: row.email, role, enrolled: enrolledAt !== null, hash: password };
}

/**
 * Known people (by a session, or by an earlier sign-in with this e-mail from this address) have
 * reserved places in the queue and priority, so that a flood of strangers can't lock them out.
 */
export interface PasswordCheck {
  /** @returns whether one more may wait; a refusal is counted */
  admits(known: boolean): boolean;
  /**
   * @param credential `null` takes as long and is always wrong
   * @throws AppError desk-busy when the queue is full
   */
  isRight(credential: Credential | null, password: string, known: boolean): Promise<boolean>;
  line: LineState;
}

export function passwordCheck(): PasswordCheck {
  const queue = new PQueue({ concurrency: AT_ONCE });
  const line = createLine('passwords', MOST_WAITING, KEPT_FOR_KNOWN);
  return {
    line,
    admits: (known) => line.admits(known),
    isRight: async (credential, password, known) => {
      const hash = credential?.hash ?? NOBODYS_HASH;
      const check = () => verifyPassword(hash, password);
      const fits = await line.hold(() => queue.add(check, { priority: known ? 1 : 0 }), known);
      return fits && credential !== null;
    },
  };
}
