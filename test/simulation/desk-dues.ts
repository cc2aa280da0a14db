/** When the desk's tables say that something is due: the second-by-second ticks ring then. */
import type { DeskDatabase } from './desk-database.ts';
import type { LazyTicks, SimulatedTime } from './simulated-time.ts';

/** A send's time-out and what the reconciler adds to it. */
const ORPHANED_AFTER_MS = 46_000;
const SHORTEST_BACK_OFF_MS = 1000;
const LONGEST_BACK_OFF_MS = 60_000;
/** The longer nobody has done anything, the later a tick may be: by this share of that time. */
const LATE_BY = 1 / 3;
/** No tick is later than this; the sooner where somebody waits for what it finds. */
export const latestTickMs = { poller: 4 * 60 * 60 * 1000, reconciler: 60 * 60 * 1000 } as const;

/** What looks every second, and where it looks. */
const questions = {
  poller: 'SELECT min(next_poll_at) AS due, NULL AS sending FROM payment',
  reconciler: `SELECT min(due) AS due,
      (SELECT min(sent_at) FROM operation WHERE state = 'sending') AS sending
    FROM (SELECT min(next_check_at) AS due FROM operation
      UNION ALL SELECT min(approval_lapses_at) FROM operation WHERE state = 'proposed')`,
} as const;

interface Dues {
  due: string | null;
  sending: string | null;
}

/** @param lastActMs when somebody last did something, by true time */
export function createDeskDues(
  database: DeskDatabase,
  who: keyof typeof questions,
  time: SimulatedTime,
  lastActMs: () => number,
): LazyTicks {
  const statement = database.query<Dues>(questions[who]);
  let commits = -1;
  let dueWallMs = Infinity;
  let rangMs = -Infinity;
  let rangAtCommit = -1;
  let backOffMs = SHORTEST_BACK_OFF_MS;

  function look(): void {
    commits = database.commits;
    const { due, sending } = statement.get() ?? { due: null, sending: null };
    const orphanedMs = sending === null ? Infinity : Date.parse(sending) + ORPHANED_AFTER_MS;
    dueWallMs = Math.min(due === null ? Infinity : Date.parse(due), orphanedMs);
  }

  return {
    dueMs: () => {
      if (database.commits !== commits) look();
      const dueMs = dueWallMs - time.offsetMs;
      // What was due at the last ring and is still being worked at needs no look each second.
      if (dueMs <= rangMs && database.commits === rangAtCommit) return rangMs + backOffMs;
      if (dueMs === Infinity) return Infinity;
      const quietMs = Math.max(0, dueMs - lastActMs());
      return dueMs + Math.min(latestTickMs[who], Math.floor(quietMs * LATE_BY));
    },
    rang: () => {
      backOffMs =
        database.commits === rangAtCommit
          ? Math.min(LONGEST_BACK_OFF_MS, backOffMs * 2)
          : SHORTEST_BACK_OFF_MS;
      rangAtCommit = database.commits;
      rangMs = time.nowMs;
    },
  };
}
