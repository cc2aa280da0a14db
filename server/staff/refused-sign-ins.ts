/**
 * Refused sign-ins in the audit log: one row each while they are few, one row for many under a
 * flood, so that nobody who can't sign in fills the disk.
 */
import type { Clock } from '../clock.ts';
import type { Logger } from '../log.ts';
import { appendAudit } from '../storage/audit.ts';
import type { Connection } from '../storage/connection.ts';
import { createRowBudget } from './row-budget.ts';
import type { StaffKeys } from './staff-keys.ts';

export interface RefusedSignIn {
  /** Whose account it is; `null` where nobody has this e-mail address. */
  staffId: string | null;
  /** As it was typed: never written down, since somebody may have typed a password. */
  email: string;
  address: string | null;
}

export interface RefusedSignIns {
  note(refused: RefusedSignIn): void;
  /** Writes what is still uncounted. */
  close(): void;
}

export interface RefusedSignInsDeps {
  connection: Connection;
  clock: Clock;
  log: Logger;
  keys: StaffKeys;
}

export function refusedSignIns(deps: RefusedSignInsDeps): RefusedSignIns {
  const { connection, clock, log, keys } = deps;
  const append = (address: string | null, detail: Record<string, unknown>) => {
    const actor = { type: 'staff', id: null, name: null, address } as const;
    const work = () =>
      appendAudit(connection, { at: clock.nowIso(), actor, action: 'sign-in-refused', detail });
    try {
      connection.transaction(work).immediate();
    } catch (error) {
      // The answer is out already; whoever was refused must not bring the desk down.
      log.error({ err: error }, 'a refused sign-in could not be recorded');
    }
  };
  // All addresses that are nobody's have one budget.
  const budget = createRowBudget(clock, (staffId: string | null, refused) =>
    append(null, { staffId, refused }),
  );
  return {
    note: ({ staffId, email, address }) => {
      if (!budget.take(staffId, staffId)) return;
      append(address, staffId === null ? { emailMark: keys.emailMark(email) } : { staffId });
    },
    close: () => budget.close(),
  };
}
