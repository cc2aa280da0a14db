/** `second-factor`: the second step of a sign-in, or the step-up of an open session. */
import type { Request, RequestHandler } from 'express';
import { authEndpoints } from '../../shared/api-auth.ts';
import { AppError } from '../errors.ts';
import { readInput } from '../http/read-input.ts';
import type { Unit } from '../storage/unit.ts';
import { record, sessionInUnit, sessionOf, staffBody, type AuthParts } from './auth-parts.ts';
import type { GivenFactor, PassedFactor } from './second-factors.ts';
import type { HeldSession, NewToken } from './sessions.ts';
import { noteSignIn } from './sign-in.ts';

const KEY = 'POST /api/auth/second-factor';

function* recordPassed(
  parts: AuthParts,
  held: HeldSession,
  request: Request,
  passed: PassedFactor,
): Unit<void> {
  const finishesSignIn = held.secondFactorAt === null;
  const purpose = finishesSignIn ? 'sign-in' : 'step-up';
  if (passed.way === 'code') {
    yield* record(parts, [held, request], 'second-factor-passed', { purpose });
  } else {
    const { codesLeft } = passed;
    yield* record(parts, [held, request], 'recovery-code-used', { purpose, codesLeft });
  }
  if (finishesSignIn) yield* noteSignIn(parts, held, request, passed);
}

/** @returns `null` if the factor is wrong, which is recorded in the audit log */
function* takeFactor(
  parts: AuthParts,
  request: Request,
  given: GivenFactor,
): Unit<NewToken | null> {
  const { clock, factors, sessions } = parts;
  const held = yield* sessionInUnit(parts, request);
  const passed = yield* factors.pass(held.id, given);
  if (passed === null) {
    const way = 'code' in given ? 'code' : 'recovery-code';
    yield* record(parts, [held, request], 'second-factor-refused', { way });
    return null;
  }
  yield* recordPassed(parts, held, request, passed);
  return yield* sessions.renew(held, clock.nowIso());
}

export function giveSecondFactor(parts: AuthParts): RequestHandler {
  const { storage, cookie, limits, log, sessions } = parts;
  return async (request, response) => {
    const { body } = readInput(authEndpoints[KEY], request);
    const held = await sessionOf(parts, request);
    const state = sessions.stateOf(held);
    if (state === 'screen-locked') throw new AppError(state);
    if (!held.enrolled) throw new AppError('two-factor-required');
    const attempt = limits.code(held.email, request, response);
    const session = await storage.transact(() => takeFactor(parts, request, body));
    if (session === null) {
      log.warn({ address: request.ip, staff: held.id }, 'second factor refused');
      throw new AppError('wrong-code');
    }
    attempt.succeeded();
    limits.know(held.email, request);
    log.info({ address: request.ip, staff: held.id }, 'second factor passed');
    cookie.give(response, session);
    response.json(staffBody(held));
  };
}
