/** Writes a person's means of access: the password's hash, sessions, the second factor, links. */
import { prepared, db } from '../storage/statement.ts';
import type { Unit } from '../storage/unit.ts';

interface NewPassword {
  /** Id of the new row if the person has no password yet. */
  credentialId: string;
  staffId: string;
  /** As the sign-in library's `hashPassword` returns it. */
  hash: string;
  /** ISO UTC. */
  at: string;
}

const writePassword = prepared(({ credentialId, staffId, hash, at }: NewPassword) =>
  db
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
  db.updateTable('user').set({ invited: 0 }).where('id', '=', given.staffId),
);

const deletePassword = prepared((given: { staffId: string }) =>
  db
    .deleteFrom('account')
    .where('userId', '=', given.staffId)
    .where('providerId', '=', 'credential'),
);

const deleteSessions = prepared((given: { staffId: string; except: string }) =>
  db.deleteFrom('session').where('userId', '=', given.staffId).where('id', '!=', given.except),
);

const deleteFactor = prepared((given: { staffId: string }) =>
  db.deleteFrom('two_factor').where('staff_id', '=', given.staffId),
);

const deleteRecoveryCodes = prepared((given: { staffId: string }) =>
  db.deleteFrom('recovery_code').where('staff_id', '=', given.staffId),
);

const deleteLinks = prepared((given: { staffId: string }) =>
  db.deleteFrom('password_link').where('staff_id', '=', given.staffId),
);

/** Sets the person's password; this also accepts an open invitation. */
export function* setPassword(password: NewPassword): Unit<void> {
  yield* writePassword.run(password);
  yield* acceptInvitation.run({ staffId: password.staffId });
}

/** Removes the password. The person can't sign in until a link has set a new one. */
export function* removePassword(staffId: string): Unit<void> {
  yield* deletePassword.run({ staffId });
}

/**
 * Signs the person out everywhere.
 * @param except id of a session to keep
 */
export function* endSessions(staffId: string, except = ''): Unit<void> {
  yield* deleteSessions.run({ staffId, except });
}

/** Removes the second factor and its recovery codes. @returns whether there was one */
export function* removeSecondFactor(staffId: string): Unit<boolean> {
  yield* deleteRecoveryCodes.run({ staffId });
  return (yield* deleteFactor.run({ staffId })) > 0;
}

/** Invalidates the person's password links. */
export function* endPasswordLinks(staffId: string): Unit<void> {
  yield* deleteLinks.run({ staffId });
}
