/** Whether a password is somebody's, in the same time for whoever it might be. */
import { verifyPassword } from 'better-auth/crypto';
import PQueue from 'p-queue';
import type { Role } from '../../shared/permissions.ts';
import { AppError } from '../errors.ts';
import type { Connection } from '../storage/connection.ts';
import { prepared, sqlFor } from '../storage/statement.ts';

/** Each takes a core for about 0.1 s and 32 MiB; more at once would only starve the rest. */
const AT_ONCE = 2;
/** Five seconds' worth. Whoever comes then is asked to wait, whoever they are. */
const MOST_WAITING = 100;

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

export interface PasswordCheck {
  /** @throws AppError too-many-requests while too many wait already */
  requireRoom(): void;
  /** @param credential `null` takes as long, and is never right */
  isRight(credential: Credential | null, password: string): Promise<boolean>;
}

export function passwordCheck(): PasswordCheck {
  const queue = new PQueue({ concurrency: AT_ONCE });
  return {
    requireRoom: () => {
      if (queue.size >= MOST_WAITING) throw new AppError('too-many-requests');
    },
    isRight: async (credential, password) => {
      const hash = credential?.hash ?? NOBODYS_HASH;
      const fits = await queue.add(() => verifyPassword({ hash, password }));
      return fits && credential !== null;
    },
  };
}
