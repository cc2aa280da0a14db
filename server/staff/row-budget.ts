/**
 * Limits the audit rows that one person can cause: separate rows while they are few, then summed
 * rows with a count, because audit rows are kept for years.
 */
import type { Clock, Timer } from '../clock.ts';

export interface RowBudget<Subject> {
  /** @returns `true` to write a separate row; otherwise it is counted and written in a sum later */
  take(key: string | null, subject: Subject): boolean;
  /** Writes the counts that have no row yet. */
  close(): Promise<void>;
}

/** Separate rows per key in a burst … */
const ROWS_AT_ONCE = 20;
/** … then one per five minutes, at most 105,000 a year. */
const ROW_EVERY_MS = 5 * 60_000;

interface Budget<Subject> {
  rows: number;
  sinceMs: number;
  subject: Subject;
  unwritten: number;
  timer: Timer | null;
}

/** @param writeSum writes one row for several, with the newest subject; must not reject */
export function createRowBudget<Subject>(
  clock: Clock,
  writeSum: (subject: Subject, count: number) => Promise<void>,
): RowBudget<Subject> {
  const budgets = new Map<string | null, Budget<Subject>>();
  const refill = (budget: Budget<Subject>) => {
    const nowMs = clock.nowMs();
    const more = Math.max(0, Math.floor((nowMs - budget.sinceMs) / ROW_EVERY_MS));
    budget.rows = Math.min(ROWS_AT_ONCE, budget.rows + more);
    budget.sinceMs = more === 0 ? Math.min(budget.sinceMs, nowMs) : nowMs;
  };
  const write = async (budget: Budget<Subject>) => {
    budget.timer?.cancel();
    budget.timer = null;
    const count = budget.unwritten;
    if (count === 0) return;
    budget.unwritten = 0;
    await writeSum(budget.subject, count);
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
        void write(budget);
      });
      return false;
    },
    close: async () => {
      for (const budget of budgets.values()) await write(budget);
    },
  };
}
