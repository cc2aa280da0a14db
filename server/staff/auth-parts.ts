/** Shared parts of the routes below `/api/auth`. */
import type { Request } from 'express';
import type { AuditAction } from '../../shared/audit.ts';
import type { Role } from '../../shared/permissions.ts';
import type { Clock, Random } from '../clock.ts';
import { AppError } from '../errors.ts';
import { credentialsOf } from '../http/authenticate.ts';
import type { Logger } from '../log.ts';
import { appendAudit } from '../storage/audit.ts';
import type { Storage } from '../storage/storage.ts';
import type { LockRows } from './lock-rows.ts';
import type { PasswordCheck } from './password-check.ts';
import type { PasswordOwner } from './password-rules.ts';
import type { RefusedSignIns } from './refused-sign-ins.ts';
import type { SecondFactors } from './second-factors.ts';
import type { SessionCookie } from './session-cookie.ts';
import { auditActor, type SessionGate } from './session-gate.ts';
import type { HeldSession, Sessions } from './sessions.ts';
import type { AttemptLimits } from './sign-in-limits.ts';
import type { UnwrittenActs } from './unwritten-acts.ts';
import type { Unit } from '../storage/unit.ts';

export interface AuthParts {
  storage: Storage;
  clock: Clock;
  random: Random;
  log: Logger;
  sessions: Sessions;
  gate: SessionGate;
  cookie: SessionCookie;
  factors: SecondFactors;
  passwords: PasswordCheck;
  limits: AttemptLimits;
  refused: RefusedSignIns;
  /** Audit rows of locked and unlocked screens. */
  lockRows: LockRows;
  unwritten: UnwrittenActs;
  /** Returns the present name. */
  shopName: () => string;
  /** Data about this person that a password must not contain. */
  ownerOf: (person: { name: string; email: string }) => PasswordOwner;
}

interface Person {
  id: string;
  name: string;
  email: string;
  role: Role;
}

/** A person as these routes return them. */
export function staffBody({ id, name, email, role }: Person) {
  return { staff: { id, name, email, role } };
}

/** Appends an audit row for an action and the request's address; inside a transaction. */
export function record(
  { clock }: Pick<AuthParts, 'clock'>,
  [person, request]: readonly [Pick<Person, 'id' | 'name'>, Pick<Request, 'ip'>],
  action: AuditAction,
  detail: Record<string, unknown> = {},
): Unit<void> {
  const actor = auditActor(person, request.ip);
  return appendAudit({ at: clock.nowIso(), actor, action, detail });
}

function requireSession(held: HeldSession | null): HeldSession {
  if (held === null) throw new AppError('not-signed-in');
  return held;
}

/** The request's session, in any state. @throws AppError not-signed-in */
export async function sessionOf({ gate }: AuthParts, request: Request): Promise<HeldSession> {
  return requireSession(await gate.find(request.headers));
}

/** The same inside the transaction that changes the session. @throws AppError not-signed-in */
export function* sessionInUnit({ gate }: AuthParts, request: Request): Unit<HeldSession> {
  return requireSession(yield* gate.findInUnit(request.headers));
}

/** The request's open session. @throws AppError not-signed-in, second-factor-needed, … */
export async function openSessionOf({ gate }: AuthParts, request: Request): Promise<HeldSession> {
  return requireSession(await gate.enter(credentialsOf(request)));
}

/** @throws AppError not-signed-in when the session ended meanwhile */
export function requireSame(before: HeldSession, held: HeldSession): HeldSession {
  if (held.sessionId !== before.sessionId) throw new AppError('not-signed-in');
  return held;
}

/**
 * Reads the session again in the transaction that changes it, since it may have ended meanwhile.
 */
export function* sameSession(
  parts: AuthParts,
  before: HeldSession,
  request: Request,
): Unit<HeldSession> {
  return requireSame(before, yield* sessionInUnit(parts, request));
}
