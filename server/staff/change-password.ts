/** `change-password`: changes one's own password; needs the present one. */
import { hashPassword } from '@better-auth/utils/password';
import type { Request, RequestHandler } from 'express';
import { authEndpoints } from '../../shared/api-auth.ts';
import { AppError } from '../errors.ts';
import { readInput } from '../http/read-input.ts';
import { endPasswordLinks, endSessions, setPassword } from './access.ts';
import { openSessionOf, record, sameSession, type AuthParts } from './auth-parts.ts';
import { readCredential, type Credential } from './password-check.ts';
import { requireGoodPassword } from './password-rules.ts';
import { requirePassword } from './require-password.ts';
import type { HeldSession, NewToken } from './sessions.ts';
import type { Unit } from '../storage/unit.ts';

const KEY = 'POST /api/auth/change-password';

interface Change {
  held: HeldSession;
  present: Credential;
  nextHash: string;
}

/** Ends all other sessions and open links, since they may be in somebody else's hands. */
function* replacePassword(parts: AuthParts, request: Request, made: Change): Unit<NewToken> {
  const { clock, random, sessions } = parts;
  const held = yield* sameSession(parts, made.held, request);
  // Of two parallel changes the second proved a password that is no longer valid.
  if ((yield* readCredential(held.email))?.hash !== made.present.hash) {
    throw new AppError('wrong-credentials');
  }
  const given = { credentialId: random.uuid(), staffId: held.id, at: clock.nowIso() };
  yield* setPassword({ ...given, hash: made.nextHash });
  yield* endPasswordLinks(held.id);
  yield* endSessions(held.id, held.sessionId);
  yield* record(parts, [held, request], 'password-changed', { way: 'own' });
  return yield* sessions.renew(held, held.secondFactorAt);
}

export function changePassword(parts: AuthParts): RequestHandler {
  const { storage, cookie, ownerOf } = parts;
  return async (request, response) => {
    const { current, next } = readInput(authEndpoints[KEY], request).body;
    const held = await openSessionOf(parts, request);
    const present = await requirePassword(parts, held, current, {
      by: 'change-password',
      request,
      response,
    });
    requireGoodPassword(next, ownerOf(held), '/next');
    const nextHash = await hashPassword(next);
    const made = { held, present, nextHash };
    const session = await storage.transact(() => replacePassword(parts, request, made));
    cookie.give(response, session);
    response.json({ changed: true });
  };
}
