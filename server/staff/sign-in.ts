/** Sign-in with a password, sign-out, and the present session. */
import type { Request, RequestHandler, Response } from 'express';
import { authEndpoints } from '../../shared/api-auth.ts';
import { AppError } from '../errors.ts';
import { readInput } from '../http/read-input.ts';
import { prepared, db } from '../storage/statement.ts';
import { record, staffBody, type AuthParts } from './auth-parts.ts';
import { readCredential, type Credential } from './password-check.ts';
import type { PassedFactor } from './second-factors.ts';
import type { NewToken } from './sessions.ts';
import { keptEmail } from './staff-accounts.ts';
import type { Unit } from '../storage/unit.ts';

const SIGN_IN = 'POST /api/auth/sign-in/email';

const writeSignIn = prepared((given: { staffId: string; at: string }) =>
  db.updateTable('user').set({ lastSignInAt: given.at }).where('id', '=', given.staffId),
);

/** Records a completed sign-in; inside a transaction. */
export function* noteSignIn(
  parts: AuthParts,
  person: { id: string; name: string },
  request: Request,
  factor: PassedFactor | null,
): Unit<void> {
  yield* writeSignIn.run({ staffId: person.id, at: parts.clock.nowIso() });
  yield* record(parts, [person, request], 'signed-in', { secondFactor: factor?.way ?? null });
}

/** Ends the session that the browser had before, so that nobody finds it open later. */
function* endFormer(parts: AuthParts, request: Request): Unit<void> {
  const former = yield* parts.gate.findInUnit(request.headers);
  if (former === null) return;
  yield* parts.sessions.end(former.sessionId);
  yield* record(parts, [former, request], 'signed-out', { cause: 'replaced' });
}

/** @returns `null` if the account was disabled or its password changed meanwhile */
function* startSession(
  parts: AuthParts,
  checked: Credential,
  request: Request,
): Unit<NewToken | null> {
  const { sessions } = parts;
  const now = yield* readCredential(checked.email);
  if (now?.hash !== checked.hash || now.enrolled !== checked.enrolled) return null;
  yield* endFormer(parts, request);
  yield* sessions.sweep();
  const from = { address: request.ip ?? null, agent: request.headers['user-agent'] };
  if (!now.enrolled) yield* noteSignIn(parts, now, request, null);
  return yield* sessions.start(now.id, from, now.enrolled);
}

const idByEmail = prepared((given: { email: string }) =>
  db.selectFrom('user').select('id').where('email', '=', given.email),
);

function* staffIdOf(email: string): Unit<string | null> {
  return (yield* idByEmail.first({ email }))?.id ?? null;
}

/**
 * All refusals look the same. It is recorded after the answer, since a write would take measurable
 * time.
 */
function refuse(parts: AuthParts, email: string, request: Request, response: Response): never {
  const staffId = parts.storage.read(staffIdOf(email));
  parts.log.warn({ address: request.ip, staff: staffId }, 'sign-in refused');
  const address = request.ip ?? null;
  response.once('close', () => parts.refused.note({ staffId, email, address }));
  throw new AppError('wrong-credentials');
}

export function signIn(parts: AuthParts): RequestHandler {
  const { storage, cookie, limits, log, passwords } = parts;
  return async (request, response) => {
    const { email: typed, password } = readInput(authEndpoints[SIGN_IN], request).body;
    const email = keptEmail(typed);
    const known = limits.isKnown(email, request);
    if (!passwords.admits(known)) limits.turnAway(email, request, response);
    const attempt = limits.signIn(email, request, response);
    const person = storage.read(readCredential(email));
    const isRight = await passwords.isRight(person, password, known);
    const session =
      isRight && person ? await storage.transact(() => startSession(parts, person, request)) : null;
    if (session === null || person === null) return refuse(parts, email, request, response);
    attempt.succeeded();
    cookie.give(response, session);
    if (person.enrolled) {
      log.info({ address: request.ip, staff: person.id }, 'password right, second factor to come');
      response.json({ secondFactor: true });
      return;
    }
    limits.know(email, request);
    log.info({ address: request.ip, staff: person.id }, 'signed in');
    response.json(staffBody(person));
  };
}

export function signOut(parts: AuthParts): RequestHandler {
  return async (request, response) => {
    // Taken now: a closed connection has no address.
    const { ip } = request;
    const held = await parts.gate.find(request.headers);
    if (held !== null) {
      const write = () =>
        parts.storage.transact(function* () {
          yield* parts.sessions.end(held.sessionId);
          yield* record(parts, [held, { ip }], 'signed-out');
        });
      await parts.unwritten.keep(held.sessionId, 'ended', write);
    }
    parts.cookie.take(response);
    response.json({ signedOut: true });
  };
}

export function getSession({ gate, sessions }: AuthParts): RequestHandler {
  return async (request, response) => {
    const held = await gate.find(request.headers);
    if (held === null) {
      response.json(null);
      return;
    }
    const state = sessions.stateOf(held);
    response.json({
      ...staffBody(held),
      ...(state === 'second-factor-needed' && { secondFactorNeeded: true }),
      ...(state === 'screen-locked' && { locked: true }),
    });
  };
}
