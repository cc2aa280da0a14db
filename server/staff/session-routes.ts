/** One's own sign-ins: listed, and ended one by one or all but this one. */
import type { Clock } from '../clock.ts';
import { AppError } from '../errors.ts';
import { route, type Route, type StaffOnDuty } from '../http/endpoint.ts';
import { staffOf } from '../http/staff-of.ts';
import { appendAudit } from '../storage/audit.ts';
import type { Connection } from '../storage/connection.ts';
import { auditActor } from './session-gate.ts';
import type { Sessions } from './sessions.ts';

export interface SessionRouteDeps {
  connection: Connection;
  clock: Clock;
  sessions: Pick<Sessions, 'listOf' | 'end'>;
}

/** `/api/me/sessions` */
export function sessionRoutes({ connection, clock, sessions }: SessionRouteDeps): Route[] {
  const listed = (staff: StaffOnDuty) => ({
    items: sessions.listOf(staff.id).map((session) => ({
      ...session,
      current: session.id === staff.sessionId,
    })),
  });

  /** Ends those that are this person's; another's id is as unknown as one that never was. */
  const end = (staff: StaffOnDuty, which: (sessionId: string) => boolean): number =>
    connection
      .transaction(() => {
        const ended = sessions.listOf(staff.id).filter(({ id }) => which(id));
        for (const { id } of ended) sessions.end(id);
        if (ended.length > 0) {
          const actor = auditActor(staff, staff.address);
          const detail = { count: ended.length };
          appendAudit(connection, { at: clock.nowIso(), actor, action: 'session-ended', detail });
        }
        return ended.length;
      })
      .immediate();

  return [
    route('GET /api/me/sessions', (_input, { actor }) =>
      Promise.resolve({ status: 200, body: listed(staffOf(actor)) }),
    ),
    route('DELETE /api/me/sessions/:id', ({ params }, { actor }) => {
      const staff = staffOf(actor);
      if (end(staff, (id) => id === params.id) === 0) {
        throw new AppError('not-found', 'There is no such session');
      }
      return Promise.resolve({ status: 200, body: listed(staff) });
    }),
    route('DELETE /api/me/sessions', (_input, { actor }) => {
      const staff = staffOf(actor);
      end(staff, (id) => id !== staff.sessionId);
      return Promise.resolve({ status: 200, body: listed(staff) });
    }),
  ];
}
