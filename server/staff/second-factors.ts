/** The second factor of each person: set-up and checks; each code works once. */
import type { Clock, Random } from '../clock.ts';
import type { Logger } from '../log.ts';
import { prepared, db } from '../storage/statement.ts';
import { recoveryCodesLeft, replaceRecoveryCodes, useRecoveryCode } from './recovery-codes.ts';
import type { StaffKeys } from './staff-keys.ts';
import { newTotpSecret, totpStep } from './totp.ts';
import type { Unit } from '../storage/unit.ts';

/** A second factor as typed. */
export type GivenFactor = { code: string } | { recoveryCode: string };

/** The kind of second factor that was accepted. */
export type PassedFactor = { way: 'code' } | { way: 'recovery-code'; codesLeft: number };

export interface SecondFactors {
  /** Accepts a code or uses a recovery code up. @returns `null` if it is wrong */
  pass(staffId: string, given: GivenFactor): Unit<PassedFactor | null>;
  /** Creates a secret. It takes effect once this session confirms it with a code. */
  begin(session: { sessionId: string; id: string }): string;
  /**
   * Makes the secret begun in this session the person's second factor.
   * @returns new recovery codes; `null` if the code is wrong or no set-up was begun
   */
  confirm(session: { sessionId: string; id: string }, code: string): Unit<string[] | null>;
  renewRecoveryCodes(staffId: string): Unit<string[]>;
}

/** Long enough to install an app first. */
const BEGUN_FOR_MS = 15 * 60_000;
/** Each needs a session and a password, so more must be abuse. */
const MOST_BEGUN = 1000;

const factorRow = prepared((given: { staffId: string }) =>
  db
    .selectFrom('two_factor')
    .select(['secret', 'last_step as lastStep'])
    .where('staff_id', '=', given.staffId)
    .where('confirmed_at', 'is not', null),
);

const countStep = prepared((given: { staffId: string; step: number }) =>
  db
    .updateTable('two_factor')
    .set({ last_step: given.step })
    .where('staff_id', '=', given.staffId)
    .where('last_step', '<', given.step),
);

const writeFactor = prepared((row: { staffId: string; secret: string; step: number; at: string }) =>
  db
    .insertInto('two_factor')
    .values({
      staff_id: row.staffId,
      secret: row.secret,
      made_at: row.at,
      confirmed_at: row.at,
      last_step: row.step,
    })
    .onConflict((conflict) =>
      conflict.column('staff_id').doUpdateSet((eb) => ({
        secret: eb.ref('excluded.secret'),
        made_at: eb.ref('excluded.made_at'),
        confirmed_at: eb.ref('excluded.confirmed_at'),
        last_step: eb.ref('excluded.last_step'),
      })),
    ),
);

/**
 * Unconfirmed secrets by session, only in memory: the present factor stays valid until the new one
 * is confirmed, and unused secrets are never stored.
 */
function begunSecrets(clock: Clock) {
  const begun = new Map<string, { staffId: string; secret: string; untilMs: number }>();
  return {
    keep: (sessionId: string, staffId: string, secret: string) => {
      const nowMs = clock.nowMs();
      for (const [id, { untilMs }] of begun) if (untilMs <= nowMs) begun.delete(id);
      const oldest = begun.size >= MOST_BEGUN ? begun.keys().next().value : undefined;
      if (oldest !== undefined) begun.delete(oldest);
      begun.set(sessionId, { staffId, secret, untilMs: nowMs + BEGUN_FOR_MS });
    },
    of: (sessionId: string, staffId: string): string | null => {
      const one = begun.get(sessionId);
      return one?.staffId === staffId && one.untilMs > clock.nowMs() ? one.secret : null;
    },
    forget: (sessionId: string) => begun.delete(sessionId),
  };
}

export interface SecondFactorsDeps {
  clock: Clock;
  random: Random;
  log: Logger;
  keys: StaffKeys;
}

export function secondFactors(deps: SecondFactorsDeps): SecondFactors {
  const { clock, random, log, keys } = deps;
  const begun = begunSecrets(clock);
  const unseal = (staffId: string, sealed: string): string | null => {
    try {
      return keys.unseal(staffId, sealed);
    } catch (error) {
      // Sealed under another AUTH_SECRET: use a recovery code, or set up a new factor.
      log.error({ err: error, staff: staffId }, 'a second factor can not be read');
      return null;
    }
  };
  const passCode = function* (staffId: string, code: string): Unit<PassedFactor | null> {
    const row = yield* factorRow.first({ staffId });
    if (!row) return null;
    const secret = unseal(staffId, row.secret);
    if (secret === null) return null;
    const step = totpStep(secret, code, { nowMs: clock.nowMs(), lastStep: row.lastStep });
    if (step === null || (yield* countStep.run({ staffId, step })) === 0) return null;
    return { way: 'code' };
  };
  const passRecoveryCode = function* (staffId: string, code: string): Unit<PassedFactor | null> {
    if (!(yield* useRecoveryCode({ staffId, code, at: clock.nowIso() }))) return null;
    return { way: 'recovery-code', codesLeft: yield* recoveryCodesLeft(staffId) };
  };
  return {
    pass: (staffId, given) =>
      'code' in given
        ? passCode(staffId, given.code)
        : passRecoveryCode(staffId, given.recoveryCode),
    begin: ({ sessionId, id }) => {
      const secret = newTotpSecret(random);
      begun.keep(sessionId, id, secret);
      return secret;
    },
    confirm: function* ({ sessionId, id }, code) {
      const secret = begun.of(sessionId, id);
      if (secret === null) return null;
      const step = totpStep(secret, code, { nowMs: clock.nowMs(), lastStep: 0 });
      if (step === null) return null;
      const sealed = keys.seal(id, secret);
      yield* writeFactor.run({ staffId: id, secret: sealed, step, at: clock.nowIso() });
      begun.forget(sessionId);
      return yield* replaceRecoveryCodes(id, random);
    },
    renewRecoveryCodes: (staffId) => replaceRecoveryCodes(staffId, random),
  };
}
