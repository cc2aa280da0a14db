/** Finds a request's session and checks whether it is open. */
import type { IncomingHttpHeaders } from 'node:http';
import type { AuditActor } from '../../shared/audit.ts';
import type { Clock } from '../clock.ts';
import { AppError } from '../errors.ts';
import type { Credentials } from '../http/authenticate.ts';
import type { Logger } from '../log.ts';
import { appendAudit } from '../storage/audit.ts';
import type { Connection } from '../storage/connection.ts';
import type { FileCheck } from '../storage/file-check.ts';
import type { SessionCookie } from './session-cookie.ts';
import type { HeldSession, Sessions } from './sessions.ts';
import { runUnit } from '../storage/run-unit.ts';

export interface SessionGate {
  /** The session of a request in any state; `null` if there is no valid one. */
  find(headers: IncomingHttpHeaders): HeldSession | null;
  /**
   * The open session of a request. Requests by a person keep the screen unlocked.
   * @throws AppError second-factor-needed, screen-locked
   */
  enter(credentials: Credentials): HeldSession | null;
  /** Checks again: the same person with the same rights, and still open. */
  isStillOpen(entered: HeldSession, headers: IncomingHttpHeaders): boolean;
}

export interface SessionGateDeps {
  connection: Connection;
  check: Pick<FileCheck, 'state'>;
  clock: Clock;
  log: Logger;
  sessions: Sessions;
  cookie: SessionCookie;
}

/** A person as an audit log actor. */
export function auditActor(
  { id, name }: { id: string; name: string },
  address: string | null | undefined,
): AuditActor {
  return { type: 'staff', id, name, address: address ?? null };
}

export function sessionGate(deps: SessionGateDeps): SessionGate {
  const { connection, check, clock, log, sessions, cookie } = deps;
  /** A failed write of secondary data must not prevent reading when the disk is full. */
  const note = (what: string, write: () => void) => {
    try {
      write();
    } catch (error) {
      log.warn({ err: error }, what);
    }
  };
  const look = (headers: IncomingHttpHeaders): HeldSession | null => {
    // A request with a bearer is a program's: its cookie is ignored.
    if (headers.authorization !== undefined) return null;
    const token = cookie.read(headers);
    return token === null ? null : (sessions.find(token) ?? null);
  };
  const lockIdle = (held: HeldSession) => {
    // Without the row it is locked all the same, by the time of its last activity.
    if (check.state() !== 'sound') return;
    if (sessions.stateOf(held) !== 'screen-locked' || held.lockedAt !== null) return;
    const work = () => {
      if (!sessions.lock(held.sessionId)) return;
      const actor = auditActor(held, null);
      const detail = { cause: 'idle', since: held.activeAt };
      runUnit(
        connection,
        appendAudit({ at: clock.nowIso(), actor, action: 'screen-locked', detail }),
      );
    };
    note('an idle screen was locked, but that could not be recorded', () =>
      connection.transaction(work).immediate(),
    );
  };
  const find: SessionGate['find'] = (headers) => {
    const held = look(headers);
    if (held) lockIdle(held);
    return held;
  };
  return {
    find,
    enter: ({ headers, background }) => {
      const held = find(headers);
      if (!held) return null;
      const state = sessions.stateOf(held);
      if (state !== 'open') throw new AppError(state);
      if (background !== true) {
        note('what a person does could not be noted', () => sessions.touch(held));
      }
      return held;
    },
    isStillOpen: (entered, headers) => {
      const held = look(headers);
      if (held?.id !== entered.id || held.role !== entered.role) return false;
      if (held.mayExport !== entered.mayExport) return false;
      return sessions.stateOf(held) === 'open';
    },
  };
}
