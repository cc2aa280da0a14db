/** Whether a password is somebody's, in the same time for whoever it might be. */
import { verifyPassword } from '@better-auth/utils/password';
import PQueue from 'p-queue';
import type { Role } from '../../shared/permissions.ts';
import type { Connection } from '../storage/connection.ts';
import { prepared, sqlFor } from '../storage/statement.ts';
import { createLine, type LineState } from '../waiting-line.ts';

/** Each takes a core for about 0.1 s and 32 MiB; more at once would only starve the rest. */
const AT_ONCE = 2;
/** Five seconds' worth for strangers, and as much again that only who is known may take. */
const MOST_WAITING = 200;
const KEPT_FOR_KNOWN = 100;

/** Of the form of a real one, so that it takes as long; no password is known that fits it. */
const NOBODYS_HASH = `${'0'.repeat(32)}:${'0'.repeat(128)}`;

/** Somebody who may sign in, as they are at this moment. */
export interface Credential {
  id: string;
  name: string;
  email: string;
  role: Role;
  enrolled: boolean;
  hash: string;
}

const credentialRow = prepared((given: { email: string }) =>
  sqlFor
    .selectFrom('user as u')
    .innerJoin('account as a', 'a.accountId', 'u.id')
    .leftJoin('two_factor as f', 'f.staff_id', 'u.id')
    .select(['u.id', 'u.name', 'u.email', 'u.role', 'u.disabled', 'a.password'])
    .select('f.confirmed_at as enrolledAt')
    .where('u.email', '=', given.email)
    .where('a.providerId', '=', 'credential'),
);

/** @returns `null` for who is unknown, disabled, or has no password yet */
export function readCredential(connection: Connection, email: string): Credential | null {
  const row = credentialRow.first(connection, { email });
  if (row?.disabled !== 0 || row.password === null) return null;
  const { id, name, role, enrolledAt, password } = row;
  return { id, name, email: row.email, role, enrolled: enrolledAt !== null, hash: password };
}

/**
 * Whoever is known (by a session, or by an earlier sign-in with this e-mail from this address) has
 * places of their own and is served first, so that no flood of strangers keeps them out.
 */
export interface PasswordCheck {
  /** @returns whether one more may wait; whoever may not counts as turned away */
  admits(known: boolean): boolean;
  /**
   * @param credential `null` takes as long, and is never right
   * @throws AppError desk-busy where too many wait
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
