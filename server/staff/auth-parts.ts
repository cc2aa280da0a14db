/** What the routes below `/api/auth` are made of. */
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
  /** What is recorded of locking the screen and opening it. */
  lockRows: LockRows;
  /** As it is now. */
  shopName: () => string;
  /** What a password of this person is compared with. */
  ownerOf: (person: { name: string; email: string }) => PasswordOwner;
}

interface Person {
  id: string;
  name: string;
  email: string;
  role: Role;
}

/** A person as these routes tell them. */
export function staffBody({ id, name, email, role }: Person) {
  return { staff: { id, name, email, role } };
}

/** One unit of work on the staff's connection, with its audit rows. */
export function transact<T>({ connection }: Pick<AuthParts, 'connection'>, work: () => T): T {
  return connection.transaction(work).immediate();
}

/** Says in the audit log what a person did from where. In a transaction. */
export function record(
  { connection, clock }: Pick<AuthParts, 'connection' | 'clock'>,
  [person, request]: readonly [Pick<Person, 'id' | 'name'>, Request],
  action: AuditAction,
  detail: Record<string, unknown> = {},
): void {
  const actor = auditActor(person, request.ip);
  appendAudit(connection, { at: clock.nowIso(), actor, action, detail });
}

/** The request's session, whatever it opens. @throws AppError not-signed-in */
export function sessionOf({ gate }: AuthParts, request: Request): HeldSession {
  const held = gate.find(request.headers);
  if (held === null) throw new AppError('not-signed-in');
  return held;
}

/** The request's session, open. @throws AppError not-signed-in, second-factor-needed, … */
export function openSessionOf({ gate }: AuthParts, request: Request): HeldSession {
  const held = gate.enter(credentialsOf(request));
  if (held === null) throw new AppError('not-signed-in');
  return held;
}

/** The same session once more, in the transaction that changes it: it may have ended meanwhile. */
export function sameSession(parts: AuthParts, before: HeldSession, request: Request): HeldSession {
  const held = sessionOf(parts, request);
  if (held.sessionId !== before.sessionId) throw new AppError('not-signed-in');
  return held;
}
