/** When something in the desk's tables is due: the ticks that run every second fire then. */
import type { DeskDatabase } from './desk-database.ts';
import type { LazyTicks, SimulatedTime } from './simulated-time.ts';

/** A send's time-out plus what the reconciler adds to it. */
const ORPHANED_AFTER_MS = 46_000;
const SHORTEST_BACK_OFF_MS = 1000;
const LONGEST_BACK_OFF_MS = 60_000;
/** A tick may be late by this share of the time in which nobody has done anything. */
const LATE_BY = 1 / 3;
/** No due time is further ahead; one that is, was set by a wrong clock and is due now. */
const FURTHEST_AHEAD_MS = { poller: 25 * 60 * 60 * 1000, reconciler: 60 * 60 * 1000 } as const;
/** The longest that a tick may be put off; shorter where somebody waits for its result. */
export const latestTickMs = { poller: 4 * 60 * 60 * 1000, reconciler: 60 * 60 * 1000 } as const;

/** The two parts that poll every second. */
type Looker = 'poller' | 'reconciler';
const questions = {
  poller: `SELECT min(next_poll_at) AS due, NULL AS sending, max(next_poll_at) AS latest
    FROM payment`,
  reconciler: `SELECT min(due) AS due,
      (SELECT max(unclear_no) FROM operation WHERE state = 'sending') AS sending,
      (SELECT max(next_check_at) FROM operation) AS latest
    FROM (SELECT min(next_check_at) AS due FROM operation
      UNION ALL SELECT min(approval_lapses_at) FROM operation WHERE state = 'proposed'
      UNION ALL SELECT min(coalesce(send_after, ready_at)) FROM operation
        WHERE state IN ('ready', 'not_sent')) AS dues`,
} as const satisfies Record<Looker, string>;

interface Dues {
  due: string | null;
  sending: number | null;
  latest: string | null;
}

const msOf = (iso: string | null) => (iso === null ? Infinity : Date.parse(iso));

/**
 * @param parts `lastActMs`: when somebody last did something, in true time; `scale`: of the
 * reconciler's delays
 */
export function createDeskDues(
  database: DeskDatabase,
  who: Looker,
  time: SimulatedTime,
  parts: { lastActMs: () => number; scale: number },
): LazyTicks {
  const { lastActMs, scale } = parts;
  const statement = database.query<Dues>(questions[who]);
  let commits = -1;
  let dueWallMs = Infinity;
  let latestWallMs = -Infinity;
  let sendingNo: number | null = null;
  let sendingSinceMs = Infinity;
  let rangMs = -Infinity;
  let rangAtCommit = -1;
  let backOffMs = SHORTEST_BACK_OFF_MS;

  function look(): void {
    commits = database.commits;
    const { due, sending, latest } = statement.get() ?? { due: null, sending: null, latest: null };
    if (sending !== sendingNo) sendingSinceMs = sending === null ? Infinity : time.nowMs;
    sendingNo = sending;
    dueWallMs = msOf(due);
    latestWallMs = latest === null ? -Infinity : Date.parse(latest);
  }

  return {
    dueMs: () => {
      if (database.commits !== commits) look();
      const isAhead = latestWallMs - time.wallMs > FURTHEST_AHEAD_MS[who] * scale;
      const plannedMs = isAhead ? Math.min(rangMs, time.nowMs) : dueWallMs - time.offsetMs;
      const dueMs = Math.min(plannedMs, sendingSinceMs + ORPHANED_AFTER_MS);
      // What was due at the last tick and is still in progress needs no tick each second.
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

/** For a part that polls for commits, in case it was not notified of one. */
export function createCommitDues(database: DeskDatabase, time: SimulatedTime): LazyTicks {
  let seen = -1;
  let rangMs = 0;
  return {
    dueMs: () => (database.commits === seen ? Infinity : rangMs + SHORTEST_BACK_OFF_MS),
    rang: () => {
      seen = database.commits;
      rangMs = time.nowMs;
    },
  };
}
