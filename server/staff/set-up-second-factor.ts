/** `two-factor/…`: sets up or replaces a second factor, and renews recovery codes. */
import type { Request, RequestHandler } from 'express';
import { authEndpoints } from '../../shared/api-auth.ts';
import type { Clock } from '../clock.ts';
import { AppError } from '../errors.ts';
import { readInput } from '../http/read-input.ts';
import { isFresh } from '../http/second-factor.ts';
import { endSessions } from './access.ts';
import type { Unit } from '../storage/unit.ts';
import {
  openSessionOf,
  record,
  requireSame,
  sameSession,
  sessionOf,
  type AuthParts,
} from './auth-parts.ts';
import { requirePassword } from './require-password.ts';
import type { HeldSession, NewToken } from './sessions.ts';
import { totpUri } from './totp.ts';

const BEGIN = 'POST /api/auth/two-factor/begin';
const CONFIRM = 'POST /api/auth/two-factor/confirm';

/** Replacing a second factor needs the present one: the password alone must not be enough. */
function requireFresh({ enrolled, secondFactorAt }: HeldSession, clock: Clock): void {
  if (enrolled && !isFresh(secondFactorAt, clock)) throw new AppError('step-up-needed');
}

export function beginTwoFactor(parts: AuthParts): RequestHandler {
  const { clock, factors, shopName } = parts;
  return async (request, response) => {
    const { password } = readInput(authEndpoints[BEGIN], request).body;
    const held = await openSessionOf(parts, request);
    requireFresh(held, clock);
    await requirePassword(parts, held, password, { by: 'two-factor', request, response });
    const secret = factors.begin(requireSame(held, await sessionOf(parts, request)));
    response.json({ secret, uri: totpUri(secret, { issuer: shopName(), label: held.email }) });
  };
}

interface Enrolled {
  recoveryCodes: string[];
  session: NewToken;
}

/** Ends the other sessions, which were opened without the new factor. */
function* enrol(
  parts: AuthParts,
  before: HeldSession,
  request: Request,
  code: string,
): Unit<Enrolled | null> {
  const { clock, factors, sessions } = parts;
  const held = yield* sameSession(parts, before, request);
  const recoveryCodes = yield* factors.confirm(held, code);
  if (recoveryCodes === null) {
    yield* record(parts, [held, request], 'second-factor-refused', { way: 'set-up' });
    return null;
  }
  yield* endSessions(held.id, held.sessionId);
  yield* record(parts, [held, request], 'two-factor-enrolled', { replaced: held.enrolled });
  return { recoveryCodes, session: yield* sessions.renew(held, clock.nowIso()) };
}

export function confirmTwoFactor(parts: AuthParts): RequestHandler {
  const { storage, cookie, limits, log } = parts;
  return async (request, response) => {
    const { code } = readInput(authEndpoints[CONFIRM], request).body;
    const held = await openSessionOf(parts, request);
    requireFresh(held, parts.clock);
    const attempt = limits.code(held.email, request, response);
    const enrolled = await storage.transact(() => enrol(parts, held, request, code));
    if (enrolled === null) throw new AppError('wrong-code');
    attempt.succeeded();
    log.info({ address: request.ip, staff: held.id }, 'second factor set up');
    cookie.give(response, enrolled.session);
    response.json({ recoveryCodes: enrolled.recoveryCodes });
  };
}

export function renewRecoveryCodes(parts: AuthParts): RequestHandler {
  const { storage, clock, factors } = parts;
  return async (request, response) => {
    const held = await openSessionOf(parts, request);
    if (!held.enrolled) throw new AppError('two-factor-required');
    requireFresh(held, clock);
    const recoveryCodes = await storage.transact(function* () {
      const same = yield* sameSession(parts, held, request);
      yield* record(parts, [same, request], 'recovery-codes-renewed');
      return yield* factors.renewRecoveryCodes(held.id);
    });
    response.json({ recoveryCodes });
  };
}
