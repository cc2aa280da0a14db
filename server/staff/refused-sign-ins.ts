/**
 * Audit rows of refused sign-ins: one row each, or a summed row under a flood, so that attempts
 * without an account can't fill the disk.
 */
import type { Clock } from '../clock.ts';
import type { Logger } from '../log.ts';
import { appendAudit } from '../storage/audit.ts';
import type { Connection } from '../storage/connection.ts';
import { createRowBudget } from './row-budget.ts';
import type { StaffKeys } from './staff-keys.ts';
import { runUnit } from '../storage/run-unit.ts';

export interface RefusedSignIn {
  /** The account's id; `null` if no account has this e-mail address. */
  staffId: string | null;
  /** As typed; never stored, since it may be a password typed into the wrong field. */
  email: string;
  address: string | null;
}

export interface RefusedSignIns {
  note(refused: RefusedSignIn): void;
  /** Writes the counts that have no row yet. */
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
      runUnit(
        connection,
        appendAudit({ at: clock.nowIso(), actor, action: 'sign-in-refused', detail }),
      );
    try {
      connection.transaction(work).immediate();
    } catch (error) {
      // The answer has been sent already, so a failed write must not stop the process.
      log.error({ err: error }, 'a refused sign-in could not be recorded');
    }
  };
  // All unknown addresses share one budget.
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
