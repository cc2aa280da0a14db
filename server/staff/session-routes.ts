/** A person's own sessions: list them, end one, or end all others. */
import type { Clock } from '../clock.ts';
import { AppError } from '../errors.ts';
import { route, type Route, type StaffOnDuty } from '../http/endpoint.ts';
import { staffOf } from '../http/staff-of.ts';
import { appendAudit } from '../storage/audit.ts';
import type { Connection } from '../storage/connection.ts';
import type { SessionCookie } from './session-cookie.ts';
import { auditActor } from './session-gate.ts';
import type { NewToken, OwnSession, Sessions } from './sessions.ts';
import { runUnit } from '../storage/run-unit.ts';

export interface SessionRouteDeps {
  connection: Connection;
  clock: Clock;
  sessions: Pick<Sessions, 'listOf' | 'end' | 'renew'>;
  cookie: Pick<SessionCookie, 'made'>;
}

/** `/api/me/sessions` */
export function sessionRoutes({ connection, clock, sessions, cookie }: SessionRouteDeps): Route[] {
  const listed = (staff: StaffOnDuty, currentId: string) => ({
    items: sessions.listOf(staff.id).map((session) => ({
      ...session,
      current: session.id === currentId,
    })),
  });

  /** Ends sessions and appends the audit row; call inside a transaction. */
  const end = (staff: StaffOnDuty, ended: readonly OwnSession[]) => {
    for (const { id } of ended) sessions.end(id);
    if (ended.length === 0) return;
    const actor = auditActor(staff, staff.address);
    const detail = { count: ended.length };
    runUnit(
      connection,
      appendAudit({ at: clock.nowIso(), actor, action: 'session-ended', detail }),
    );
  };

  /** Another person's session id is answered like an unknown one. */
  const endOne = (staff: StaffOnDuty, sessionId: string) => {
    const ended = sessions.listOf(staff.id).filter(({ id }) => id === sessionId);
    if (ended.length === 0) throw new AppError('not-found', 'There is no such session');
    end(staff, ended);
  };

  /** Also gives this session a new token, since somebody else may have the present one. */
  const endOthers = (staff: StaffOnDuty): NewToken => {
    const all = sessions.listOf(staff.id);
    const own = all.find(({ id }) => id === staff.sessionId);
    if (own === undefined) throw new AppError('not-signed-in');
    end(
      staff,
      all.filter((session) => session !== own),
    );
    return sessions.renew({ sessionId: own.id, createdAt: own.createdAt }, staff.secondFactorAt);
  };

  const transact = <T>(work: () => T): T => connection.transaction(work).immediate();

  return [
    route('GET /api/me/sessions', (_input, { actor }) => {
      const staff = staffOf(actor);
      return { status: 200, body: listed(staff, staff.sessionId) };
    }),
    route('DELETE /api/me/sessions/:id', ({ params }, { actor }) => {
      const staff = staffOf(actor);
      transact(() => endOne(staff, params.id));
      return { status: 200, body: listed(staff, staff.sessionId) };
    }),
    route('DELETE /api/me/sessions', (_input, { actor }) => {
      const staff = staffOf(actor);
      const renewed = transact(() => endOthers(staff));
      const body = listed(staff, renewed.sessionId);
      return { status: 200, body, cookie: cookie.made(renewed) };
    }),
  ];
}
