/** Finds a request's session and checks whether it is open. */
import type { IncomingHttpHeaders } from 'node:http';
import type { AuditActor } from '../../shared/audit.ts';
import type { Clock } from '../clock.ts';
import { AppError } from '../errors.ts';
import type { Credentials } from '../http/authenticate.ts';
import type { Logger } from '../log.ts';
import { appendAudit } from '../storage/audit.ts';
import type { Storage } from '../storage/storage.ts';
import type { SessionCookie } from './session-cookie.ts';
import type { HeldSession, Sessions } from './sessions.ts';
import type { Unit } from '../storage/unit.ts';

export interface SessionGate {
  /** The session of a request in any state; `null` if there is no valid one. */
  find(headers: IncomingHttpHeaders): Promise<HeldSession | null>;
  /** The same inside a transaction. */
  findInUnit(headers: IncomingHttpHeaders): Unit<HeldSession | null>;
  /**
   * The open session of a request. Requests by a person keep the screen unlocked.
   * @throws AppError second-factor-needed, screen-locked
   */
  enter(credentials: Credentials): Promise<HeldSession | null>;
  /** Checks again: the same person with the same rights, and still open. */
  isStillOpen(entered: HeldSession, headers: IncomingHttpHeaders): boolean;
}

export interface SessionGateDeps {
  storage: Storage;
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
  const { storage, clock, log, sessions, cookie } = deps;
  /** A failed write of secondary data must not prevent reading when the disk is full. */
  const note = async (what: string, write: () => Promise<void>) => {
    try {
      await write();
    } catch (error) {
      log.warn({ err: error }, what);
    }
  };
  const look = function* (headers: IncomingHttpHeaders): Unit<HeldSession | null> {
    // A request with a bearer is a program's: its cookie is ignored.
    if (headers.authorization !== undefined) return null;
    const token = cookie.read(headers);
    return token === null ? null : ((yield* sessions.find(token)) ?? null);
  };
  const isUnwrittenLock = (held: HeldSession) =>
    sessions.stateOf(held) === 'screen-locked' &&
    held.lockedAt === null &&
    // Without the row it is locked all the same, by the time of its last activity.
    storage.check.state() === 'sound';
  const lockIdle = function* (held: HeldSession): Unit<void> {
    if (!(yield* sessions.lock(held.sessionId))) return;
    const actor = auditActor(held, null);
    const detail = { cause: 'idle', since: held.activeAt };
    yield* appendAudit({ at: clock.nowIso(), actor, action: 'screen-locked', detail });
  };
  const find: SessionGate['find'] = async (headers) => {
    const held = storage.read(look(headers));
    if (held && isUnwrittenLock(held)) {
      await note('an idle screen was locked, but that could not be recorded', () =>
        storage.transact(() => lockIdle(held)),
      );
    }
    return held;
  };
  return {
    find,
    findInUnit: function* (headers) {
      const held = yield* look(headers);
      if (held && isUnwrittenLock(held)) yield* lockIdle(held);
      return held;
    },
    enter: async ({ headers, background }) => {
      const held = await find(headers);
      if (!held) return null;
      const state = sessions.stateOf(held);
      if (state !== 'open') throw new AppError(state);
      if (background !== true) {
        await note('what a person does could not be noted', () => sessions.touch(held));
      }
      return held;
    },
    isStillOpen: (entered, headers) => {
      const held = storage.read(look(headers));
      if (held?.id !== entered.id || held.role !== entered.role) return false;
      if (held.mayExport !== entered.mayExport) return false;
      return sessions.stateOf(held) === 'open';
    },
  };
}
