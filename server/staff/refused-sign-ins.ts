/**
 * Audit rows of refused sign-ins: one row each, or a summed row under a flood, so that attempts
 * without an account can't fill the disk.
 */
import type { Clock } from '../clock.ts';
import type { Logger } from '../log.ts';
import { appendAudit } from '../storage/audit.ts';
import type { Storage } from '../storage/storage.ts';
import { createRowBudget } from './row-budget.ts';
import type { StaffKeys } from './staff-keys.ts';

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
  close(): Promise<void>;
}

export interface RefusedSignInsDeps {
  storage: Storage;
  clock: Clock;
  log: Logger;
  keys: StaffKeys;
}

export function refusedSignIns(deps: RefusedSignInsDeps): RefusedSignIns {
  const { storage, clock, log, keys } = deps;
  const append = async (address: string | null, detail: Record<string, unknown>) => {
    const actor = { type: 'staff', id: null, name: null, address } as const;
    const entry = { at: clock.nowIso(), actor, action: 'sign-in-refused', detail } as const;
    try {
      await storage.transact(() => appendAudit(entry));
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
      const detail = staffId === null ? { emailMark: keys.emailMark(email) } : { staffId };
      void append(address, detail);
    },
    close: () => budget.close(),
  };
}
