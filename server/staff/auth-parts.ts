/** Shared parts of the routes below `/api/auth`. */
import type { Request } from 'express';
import type { AuditAction } from '../../shared/audit.ts';
import type { Role } from '../../shared/permissions.ts';
import type { Clock, Random } from '../clock.ts';
import { AppError } from '../errors.ts';
import { credentialsOf } from '../http/authenticate.ts';
import type { Logger } from '../log.ts';
import { appendAudit } from '../storage/audit.ts';
import type { Connection } from '../storage/connection.ts';
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
import { runUnit } from '../storage/run-unit.ts';

export interface AuthParts {
  connection: Connection;
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

/** Runs a transaction on the staff connection, including its audit rows. */
export function transact<T>({ connection }: Pick<AuthParts, 'connection'>, work: () => T): T {
  return connection.transaction(work).immediate();
}

/** Appends an audit row for an action and the request's address; call inside a transaction. */
export function record(
  { connection, clock }: Pick<AuthParts, 'connection' | 'clock'>,
  [person, request]: readonly [Pick<Person, 'id' | 'name'>, Pick<Request, 'ip'>],
  action: AuditAction,
  detail: Record<string, unknown> = {},
): void {
  const actor = auditActor(person, request.ip);
  runUnit(connection, appendAudit({ at: clock.nowIso(), actor, action, detail }));
}

/** The request's session, in any state. @throws AppError not-signed-in */
export function sessionOf({ gate }: AuthParts, request: Request): HeldSession {
  const held = gate.find(request.headers);
  if (held === null) throw new AppError('not-signed-in');
  return held;
}

/** The request's open session. @throws AppError not-signed-in, second-factor-needed, … */
export function openSessionOf({ gate }: AuthParts, request: Request): HeldSession {
  const held = gate.enter(credentialsOf(request));
  if (held === null) throw new AppError('not-signed-in');
  return held;
}

/**
 * Reads the session again in the transaction that changes it, since it may have ended meanwhile.
 */
export function sameSession(parts: AuthParts, before: HeldSession, request: Request): HeldSession {
  const held = sessionOf(parts, request);
  if (held.sessionId !== before.sessionId) throw new AppError('not-signed-in');
  return held;
}
