/** What lets a person in, as rows: the password's hash, sessions, the second factor, links. */
import type { Connection } from '../storage/connection.ts';
import { prepared, sqlFor } from '../storage/statement.ts';

interface NewPassword {
  /** For the row where the person has no password yet. */
  credentialId: string;
  staffId: string;
  /** As the sign-in library's `hashPassword` makes it. */
  hash: string;
  /** ISO UTC. */
  at: string;
}

const writePassword = prepared(({ credentialId, staffId, hash, at }: NewPassword) =>
  sqlFor
    .insertInto('account')
    .values({
      id: credentialId,
      accountId: staffId,
      providerId: 'credential',
      userId: staffId,
      password: hash,
      createdAt: at,
      updatedAt: at,
    })
    .onConflict((conflict) =>
      conflict.columns(['providerId', 'accountId']).doUpdateSet((eb) => ({
        password: eb.ref('excluded.password'),
        updatedAt: eb.ref('excluded.updatedAt'),
      })),
    ),
);

const acceptInvitation = prepared((given: { staffId: string }) =>
  sqlFor.updateTable('user').set({ invited: 0 }).where('id', '=', given.staffId),
);

const deletePassword = prepared((given: { staffId: string }) =>
  sqlFor
    .deleteFrom('account')
    .where('userId', '=', given.staffId)
    .where('providerId', '=', 'credential'),
);

const deleteSessions = prepared((given: { staffId: string; except: string }) =>
  sqlFor.deleteFrom('session').where('userId', '=', given.staffId).where('id', '!=', given.except),
);

const deleteFactor = prepared((given: { staffId: string }) =>
  sqlFor.deleteFrom('two_factor').where('staff_id', '=', given.staffId),
);

const deleteRecoveryCodes = prepared((given: { staffId: string }) =>
  sqlFor.deleteFrom('recovery_code').where('staff_id', '=', given.staffId),
);

const deleteLinks = prepared((given: { staffId: string }) =>
  sqlFor.deleteFrom('password_link').where('staff_id', '=', given.staffId),
);

/** Gives the person this password; whoever was invited has then accepted. */
export function setPassword(connection: Connection, password: NewPassword): void {
  writePassword.run(connection, password);
  acceptInvitation.run(connection, { staffId: password.staffId });
}

/** Nobody signs in as this person until a link has given them a password. */
export function removePassword(connection: Connection, staffId: string): void {
  deletePassword.run(connection, { staffId });
}

/**
 * Signs the person out everywhere.
 * @param except the id of a session that stays
 */
export function endSessions(connection: Connection, staffId: string, except = ''): void {
  deleteSessions.run(connection, { staffId, except });
}

/** Takes the second factor and its recovery codes away. @returns whether there was one */
export function removeSecondFactor(connection: Connection, staffId: string): boolean {
  deleteRecoveryCodes.run(connection, { staffId });
  return deleteFactor.run(connection, { staffId }) > 0;
}

/** Links that are out open nothing any more. */
export function endPasswordLinks(connection: Connection, staffId: string): void {
  deleteLinks.run(connection, { staffId });
}
