/** Locks and unlocks the screen: a locked session continues but opens nothing. */
import type { RequestHandler } from 'express';
import { authEndpoints } from '../../shared/api-auth.ts';
import { AppError } from '../errors.ts';
import { readInput } from '../http/read-input.ts';
import { sameSession, sessionOf, staffBody, type AuthParts } from './auth-parts.ts';
import { requirePassword } from './require-password.ts';
import { auditActor } from './session-gate.ts';

const UNLOCK = 'POST /api/auth/unlock';

export function lock(parts: AuthParts): RequestHandler {
  const { storage, sessions, lockRows, unwritten, clock } = parts;
  return async (request, response) => {
    const { ip } = request;
    const held = await sessionOf(parts, request);
    const state = sessions.stateOf(held);
    if (state === 'second-factor-needed') throw new AppError(state);
    const actor = auditActor(held, ip);
    const write = () =>
      storage.transact(function* () {
        if (yield* sessions.lock(held.sessionId)) {
          yield* lockRows.note(actor, 'screen-locked', { cause: 'asked' });
        }
      });
    if (held.lockedAt === null) {
      await unwritten.keep(held.sessionId, { lockedAt: clock.nowIso() }, write);
    }
    response.status(204).end();
  };
}

export function unlock(parts: AuthParts): RequestHandler {
  const { storage, sessions, lockRows } = parts;
  return async (request, response) => {
    const { password } = readInput(authEndpoints[UNLOCK], request).body;
    const before = await sessionOf(parts, request);
    const state = sessions.stateOf(before);
    if (state === 'second-factor-needed') throw new AppError(state);
    await requirePassword(parts, before, password, { by: 'unlock', request, response });
    await storage.transact(function* () {
      const held = yield* sameSession(parts, before, request);
      if (!(yield* sessions.unlock(held.sessionId))) return;
      yield* lockRows.note(auditActor(held, request.ip), 'screen-unlocked');
    });
    response.json(staffBody(before));
  };
}
