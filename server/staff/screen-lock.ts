/** Locks and unlocks the screen: a locked session continues but opens nothing. */
import type { RequestHandler } from 'express';
import { authEndpoints } from '../../shared/api-auth.ts';
import { AppError } from '../errors.ts';
import { readInput } from '../http/read-input.ts';
import { sameSession, sessionOf, staffBody, transact, type AuthParts } from './auth-parts.ts';
import { requirePassword } from './require-password.ts';
import { auditActor } from './session-gate.ts';

const UNLOCK = 'POST /api/auth/unlock';

export function lock(parts: AuthParts): RequestHandler {
  const { sessions, lockRows, unwritten, clock } = parts;
  return (request, response) => {
    const held = sessionOf(parts, request);
    const state = sessions.stateOf(held);
    if (state === 'second-factor-needed') throw new AppError(state);
    const actor = auditActor(held, request.ip);
    const write = () => {
      transact(parts, () => {
        if (sessions.lock(held.sessionId)) {
          lockRows.note(actor, 'screen-locked', { cause: 'asked' });
        }
      });
    };
    if (held.lockedAt === null) {
      unwritten.keep(held.sessionId, { lockedAt: clock.nowIso() }, write);
    }
    response.status(204).end();
  };
}

export function unlock(parts: AuthParts): RequestHandler {
  const { sessions, lockRows } = parts;
  return async (request, response) => {
    const { password } = readInput(authEndpoints[UNLOCK], request).body;
    const before = sessionOf(parts, request);
    const state = sessions.stateOf(before);
    if (state === 'second-factor-needed') throw new AppError(state);
    await requirePassword(parts, before, password, { by: 'unlock', request, response });
    transact(parts, () => {
      const held = sameSession(parts, before, request);
      if (!sessions.unlock(held.sessionId)) return;
      lockRows.note(auditActor(held, request.ip), 'screen-unlocked');
    });
    response.json(staffBody(before));
  };
}
