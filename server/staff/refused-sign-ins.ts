/**
 * Refused sign-ins in the audit log: one row each while they are few, one row for many under a
 * flood, so that nobody who can't sign in fills the disk.
 */
import type { Clock, Timer } from '../clock.ts';
import type { Logger } from '../log.ts';
import { appendAudit } from '../storage/audit.ts';
import type { Connection } from '../storage/connection.ts';
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

/** For one account, and for all addresses that are nobody's: so many rows at once … */
const ROWS_AT_ONCE = 20;
/** … and then one in five minutes, which is at most 105,000 a year. */
const ROW_EVERY_MS = 5 * 60_000;

interface Budget {
  rows: number;
  sinceMs: number;
  unwritten: number;
  timer: Timer | null;
}

export interface RefusedSignInsDeps {
  connection: Connection;
  clock: Clock;
  log: Logger;
  keys: StaffKeys;
}

export function refusedSignIns(deps: RefusedSignInsDeps): RefusedSignIns {
  const { connection, clock, log, keys } = deps;
  const budgets = new Map<string | null, Budget>();
  const append = (address: string | null, detail: Record<string, unknown>) => {
    const actor = { type: 'staff', id: null, name: null, address } as const;
    const work = () => {
      appendAudit(connection, { at: clock.nowIso(), actor, action: 'sign-in-refused', detail });
    };
    try {
      connection.transaction(work).immediate();
    } catch (error) {
      // The answer is out already; whoever was refused must not bring the desk down.
      log.error({ err: error }, 'a refused sign-in could not be recorded');
    }
  };
  const budgetOf = (staffId: string | null): Budget => {
    const nowMs = clock.nowMs();
    const found = budgets.get(staffId);
    const budget = found ?? { rows: ROWS_AT_ONCE, sinceMs: nowMs, unwritten: 0, timer: null };
    if (!found) budgets.set(staffId, budget);
    const more = Math.max(0, Math.floor((nowMs - budget.sinceMs) / ROW_EVERY_MS));
    budget.rows = Math.min(ROWS_AT_ONCE, budget.rows + more);
    budget.sinceMs = more === 0 ? Math.min(budget.sinceMs, nowMs) : nowMs;
    return budget;
  };
  const writeSum = (staffId: string | null, budget: Budget) => {
    budget.timer?.cancel();
    budget.timer = null;
    if (budget.unwritten === 0) return;
    append(null, { staffId, refused: budget.unwritten });
    budget.unwritten = 0;
  };
  return {
    note: ({ staffId, email, address }) => {
      const budget = budgetOf(staffId);
      if (budget.rows > 0) {
        budget.rows -= 1;
        const who = staffId === null ? { emailMark: keys.emailMark(email) } : { staffId };
        append(address, who);
        return;
      }
      budget.unwritten += 1;
      budget.timer ??= clock.after(ROW_EVERY_MS, () => {
        budgetOf(staffId).rows -= 1;
        writeSum(staffId, budget);
      });
    },
    close: () => {
      for (const [staffId, budget] of budgets) writeSum(staffId, budget);
    },
  };
}
