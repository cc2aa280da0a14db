/** Sign-in with a password, sign-out, and the present session. */
import type { Request, RequestHandler, Response } from 'express';
import { authEndpoints } from '../../shared/api-auth.ts';
import { AppError } from '../errors.ts';
import { readInput } from '../http/read-input.ts';
import { prepared, db } from '../storage/statement.ts';
import { record, staffBody, transact, type AuthParts } from './auth-parts.ts';
import { readCredential, type Credential } from './password-check.ts';
import type { PassedFactor } from './second-factors.ts';
import type { NewToken } from './sessions.ts';
import { keptEmail } from './staff-accounts.ts';
import { runUnit } from '../storage/run-unit.ts';
import type { Unit } from '../storage/unit.ts';

const SIGN_IN = 'POST /api/auth/sign-in/email';

const writeSignIn = prepared((given: { staffId: string; at: string }) =>
  db.updateTable('user').set({ lastSignInAt: given.at }).where('id', '=', given.staffId),
);

/** Records a completed sign-in; call inside a transaction. */
export function noteSignIn(
  parts: AuthParts,
  person: { id: string; name: string },
  request: Request,
  factor: PassedFactor | null,
): void {
  runUnit(parts.connection, writeSignIn.run({ staffId: person.id, at: parts.clock.nowIso() }));
  record(parts, [person, request], 'signed-in', { secondFactor: factor?.way ?? null });
}

/** Ends the session that the browser had before, so that nobody finds it open later. */
function endFormer(parts: AuthParts, request: Request): void {
  const former = parts.gate.find(request.headers);
  if (former === null) return;
  parts.sessions.end(former.sessionId);
  record(parts, [former, request], 'signed-out', { cause: 'replaced' });
}

/** @returns `null` if the account was disabled or its password changed meanwhile */
function startSession(parts: AuthParts, checked: Credential, request: Request): NewToken | null {
  const { connection, sessions } = parts;
  return transact(parts, () => {
    const now = runUnit(connection, readCredential(checked.email));
    if (now?.hash !== checked.hash || now.enrolled !== checked.enrolled) return null;
    endFormer(parts, request);
    sessions.sweep();
    const from = { address: request.ip ?? null, agent: request.headers['user-agent'] };
    if (!now.enrolled) noteSignIn(parts, now, request, null);
    return sessions.start(now.id, from, now.enrolled);
  });
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
  const staffId = runUnit(parts.connection, staffIdOf(email));
  parts.log.warn({ address: request.ip, staff: staffId }, 'sign-in refused');
  const address = request.ip ?? null;
  response.once('close', () => parts.refused.note({ staffId, email, address }));
  throw new AppError('wrong-credentials');
}

export function signIn(parts: AuthParts): RequestHandler {
  const { connection, cookie, limits, log, passwords } = parts;
  return async (request, response) => {
    const { email: typed, password } = readInput(authEndpoints[SIGN_IN], request).body;
    const email = keptEmail(typed);
    const known = limits.isKnown(email, request);
    if (!passwords.admits(known)) limits.turnAway(email, request, response);
    const attempt = limits.signIn(email, request, response);
    const person = runUnit(connection, readCredential(email));
    const isRight = await passwords.isRight(person, password, known);
    const session = isRight && person ? startSession(parts, person, request) : null;
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
  return (request, response) => {
    const held = parts.gate.find(request.headers);
    if (held !== null) {
      // Taken now: a closed connection has no address.
      const person = [held, { ip: request.ip }] as const;
      const write = () => {
        transact(parts, () => {
          parts.sessions.end(held.sessionId);
          record(parts, person, 'signed-out');
        });
      };
      parts.unwritten.keep(held.sessionId, 'ended', write);
    }
    parts.cookie.take(response);
    response.json({ signedOut: true });
  };
}

export function getSession({ gate, sessions }: AuthParts): RequestHandler {
  return (request, response) => {
    const held = gate.find(request.headers);
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
