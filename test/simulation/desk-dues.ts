/** When the desk's tables say that something is due: the second-by-second ticks ring then. */
import type { DeskDatabase } from './desk-database.ts';
import type { LazyTicks, SimulatedTime } from './simulated-time.ts';

/** A send's time-out and what the reconciler adds to it. */
const ORPHANED_AFTER_MS = 46_000;
const SHORTEST_BACK_OFF_MS = 1000;
const LONGEST_BACK_OFF_MS = 60_000;
/** The longer nobody has done anything, the later a tick may be: by this share of that time. */
const LATE_BY = 1 / 3;
/** Nothing is planned so far ahead, but by a clock that was wrong: then it is due. */
const FURTHEST_AHEAD_MS = { poller: 25 * 60 * 60 * 1000, reconciler: 60 * 60 * 1000 } as const;
/** No tick is later than this; the sooner where somebody waits for what it finds. */
export const latestTickMs = { poller: 4 * 60 * 60 * 1000, reconciler: 60 * 60 * 1000 } as const;

/** What looks every second, and where it looks. */
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
        WHERE state IN ('ready', 'not_sent'))`,
} as const satisfies Record<Looker, string>;

interface Dues {
  due: string | null;
  /** Tells one claim from another. */
  sending: number | null;
  latest: string | null;
}

const msOf = (iso: string | null) => (iso === null ? Infinity : Date.parse(iso));

/**
 * @param parts `lastActMs`: when somebody last did something, by true time; `scale`: of the
 *   reconciler's delays
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

/** For what looks whether something was committed, lest it was not told of it. */
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
