/** A person's own sessions: list them, end one, or end all others. */
import type { Clock } from '../clock.ts';
import { AppError } from '../errors.ts';
import { route, type Route, type StaffOnDuty } from '../http/endpoint.ts';
import { staffOf } from '../http/staff-of.ts';
import { appendAudit } from '../storage/audit.ts';
import type { Storage } from '../storage/storage.ts';
import type { SessionCookie } from './session-cookie.ts';
import { auditActor } from './session-gate.ts';
import type { NewToken, OwnSession, Sessions } from './sessions.ts';
import type { Unit } from '../storage/unit.ts';

export interface SessionRouteDeps {
  storage: Storage;
  clock: Clock;
  sessions: Pick<Sessions, 'listOf' | 'end' | 'renew'>;
  cookie: Pick<SessionCookie, 'made'>;
}

/** `/api/me/sessions` */
export function sessionRoutes({ storage, clock, sessions, cookie }: SessionRouteDeps): Route[] {
  const listed = function* (staff: StaffOnDuty, currentId: string) {
    const all = yield* sessions.listOf(staff.id);
    return { items: all.map((session) => ({ ...session, current: session.id === currentId })) };
  };

  /** Ends sessions and appends the audit row; inside a transaction. */
  const end = function* (staff: StaffOnDuty, ended: readonly OwnSession[]): Unit<void> {
    for (const { id } of ended) yield* sessions.end(id);
    if (ended.length === 0) return;
    const actor = auditActor(staff, staff.address);
    const detail = { count: ended.length };
    yield* appendAudit({ at: clock.nowIso(), actor, action: 'session-ended', detail });
  };

  /** Another person's session id is answered like an unknown one. */
  const endOne = function* (staff: StaffOnDuty, sessionId: string): Unit<void> {
    const ended = (yield* sessions.listOf(staff.id)).filter(({ id }) => id === sessionId);
    if (ended.length === 0) throw new AppError('not-found', 'There is no such session');
    yield* end(staff, ended);
  };

  /** Also gives this session a new token, since somebody else may have the present one. */
  const endOthers = function* (staff: StaffOnDuty): Unit<NewToken> {
    const all = yield* sessions.listOf(staff.id);
    const own = all.find(({ id }) => id === staff.sessionId);
    if (own === undefined) throw new AppError('not-signed-in');
    yield* end(
      staff,
      all.filter((session) => session !== own),
    );
    const { id: sessionId, createdAt } = own;
    return yield* sessions.renew({ sessionId, createdAt }, staff.secondFactorAt);
  };

  return [
    route('GET /api/me/sessions', (_input, { actor }) => {
      const staff = staffOf(actor);
      return { status: 200, body: storage.read(listed(staff, staff.sessionId)) };
    }),
    route('DELETE /api/me/sessions/:id', async ({ params }, { actor }) => {
      const staff = staffOf(actor);
      const body = await storage.transact(function* () {
        yield* endOne(staff, params.id);
        return yield* listed(staff, staff.sessionId);
      });
      return { status: 200, body };
    }),
    route('DELETE /api/me/sessions', (_input, { actor }) => {
      const staff = staffOf(actor);
      return storage.transact(function* () {
        const renewed = yield* endOthers(staff);
        const body = yield* listed(staff, renewed.sessionId);
        return { status: 200 as const, body, cookie: cookie.made(renewed) };
      });
    }),
  ];
}
