/** `change-password`: changes one's own password; needs the present one. */
import { hashPassword } from '@better-auth/utils/password';
import type { Request, RequestHandler } from 'express';
import { authEndpoints } from '../../shared/api-auth.ts';
import { AppError } from '../errors.ts';
import { readInput } from '../http/read-input.ts';
import { endPasswordLinks, endSessions, setPassword } from './access.ts';
import { openSessionOf, record, sameSession, transact, type AuthParts } from './auth-parts.ts';
import { readCredential, type Credential } from './password-check.ts';
import { requireGoodPassword } from './password-rules.ts';
import { requirePassword } from './require-password.ts';
import type { HeldSession, NewToken } from './sessions.ts';
import { runUnit } from '../storage/run-unit.ts';

const KEY = 'POST /api/auth/change-password';

interface Change {
  held: HeldSession;
  present: Credential;
  nextHash: string;
}

/** Ends all other sessions and open links, since they may be in somebody else's hands. */
function replacePassword(parts: AuthParts, request: Request, made: Change): NewToken {
  const { clock, connection, random, sessions } = parts;
  return transact(parts, () => {
    const held = sameSession(parts, made.held, request);
    // Of two parallel changes the second proved a password that is no longer valid.
    if (runUnit(connection, readCredential(held.email))?.hash !== made.present.hash) {
      throw new AppError('wrong-credentials');
    }
    const given = { credentialId: random.uuid(), staffId: held.id, at: clock.nowIso() };
    runUnit(connection, setPassword({ ...given, hash: made.nextHash }));
    runUnit(connection, endPasswordLinks(held.id));
    runUnit(connection, endSessions(held.id, held.sessionId));
    record(parts, [held, request], 'password-changed', { way: 'own' });
    return sessions.renew(held, held.secondFactorAt);
  });
}

export function changePassword(parts: AuthParts): RequestHandler {
  const { cookie, ownerOf } = parts;
  return async (request, response) => {
    const { current, next } = readInput(authEndpoints[KEY], request).body;
    const held = openSessionOf(parts, request);
    const present = await requirePassword(parts, held, current, {
      by: 'change-password',
      request,
      response,
    });
    requireGoodPassword(next, ownerOf(held), '/next');
    const nextHash = await hashPassword(next);
    cookie.give(response, replacePassword(parts, request, { held, present, nextHash }));
    response.json({ changed: true });
  };
}
