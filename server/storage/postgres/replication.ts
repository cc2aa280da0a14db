/** How far the standbys of PostgreSQL are behind. */
import { prepare, twice } from '../statement.ts';
import type { Unit } from '../unit.ts';

/** A standby that is connected. */
export interface StandbyLag {
  name: string;
  /** `sync`, `quorum`, `potential` or `async`. */
  sync: string;
  /** Until what was written was on its disk; `null`: nothing was written lately. */
  seconds: number | null;
  /** Written, and not on its disk yet. */
  bytes: number;
}

/** A login without `pg_read_all_stats` sees no more than that there is a standby. */
const standbys = prepare(
  twice(
    'SELECT NULL WHERE 0',
    `SELECT application_name AS name, sync_state AS sync,
       CAST(extract(epoch FROM flush_lag) AS float8) AS seconds,
       greatest(0, pg_wal_lsn_diff(pg_current_wal_lsn(), flush_lsn)) AS bytes
     FROM pg_stat_replication WHERE flush_lsn IS NOT NULL ORDER BY pid`,
  ),
);

/** None on SQLite, and where the login may not see them. */
export function* standbyLags(): Unit<StandbyLag[]> {
  return (yield* standbys.all()) as StandbyLag[];
}
