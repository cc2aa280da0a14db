/**
 * Rows of the audit log that one person may cause: each a row of its own while they are few, one
 * row with a count under a flood, since rows of the log stay for years.
 */
import type { Clock, Timer } from '../clock.ts';

export interface RowBudget<Subject> {
  /** @returns `true` for a row of its own; else it is counted, and written later with others */
  take(key: string | null, subject: Subject): boolean;
  /** Writes what is still uncounted. */
  close(): void;
}

/** Of one key: so many rows at once … */
const ROWS_AT_ONCE = 20;
/** … and then one in five minutes, which is at most 105,000 a year. */
const ROW_EVERY_MS = 5 * 60_000;

interface Budget<Subject> {
  rows: number;
  sinceMs: number;
  subject: Subject;
  unwritten: number;
  timer: Timer | null;
}

/** @param writeSum writes one row for many, of the newest subject; must not throw */
export function createRowBudget<Subject>(
  clock: Clock,
  writeSum: (subject: Subject, count: number) => void,
): RowBudget<Subject> {
  const budgets = new Map<string | null, Budget<Subject>>();
  const refill = (budget: Budget<Subject>) => {
    const nowMs = clock.nowMs();
    const more = Math.max(0, Math.floor((nowMs - budget.sinceMs) / ROW_EVERY_MS));
    budget.rows = Math.min(ROWS_AT_ONCE, budget.rows + more);
    budget.sinceMs = more === 0 ? Math.min(budget.sinceMs, nowMs) : nowMs;
  };
  const write = (budget: Budget<Subject>) => {
    budget.timer?.cancel();
    budget.timer = null;
    if (budget.unwritten === 0) return;
    writeSum(budget.subject, budget.unwritten);
    budget.unwritten = 0;
  };
  return {
    take: (key, subject) => {
      const fresh = { rows: ROWS_AT_ONCE, sinceMs: clock.nowMs(), unwritten: 0, timer: null };
      const budget: Budget<Subject> = budgets.get(key) ?? { ...fresh, subject };
      budgets.set(key, budget);
      budget.subject = subject;
      refill(budget);
      if (budget.rows > 0) {
        budget.rows -= 1;
        return true;
      }
      budget.unwritten += 1;
      budget.timer ??= clock.after(ROW_EVERY_MS, () => {
        refill(budget);
        budget.rows -= 1;
        write(budget);
      });
      return false;
    },
    close: () => {
      for (const budget of budgets.values()) write(budget);
    },
  };
}
