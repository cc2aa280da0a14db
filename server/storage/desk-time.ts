/** The desk's total running time, used to order questions to Toss and to measure durations. */
import type { Clock } from '../clock.ts';
import { openStatesText } from './open-states.ts';
import { prepare } from './statement.ts';
import type { Read } from './unit.ts';

/**
 * Milliseconds that the desk has run, over all its starts. It can't be set: a process counts by the
 * monotonic clock, and a start continues from the highest number on disk. Questions to Toss are
 * numbered by it, and required waits are measured by it. Time while no desk runs doesn't count.
 */
export interface DeskTime {
  /** The current time; strictly increasing from call to call. */
  now(): number;
  /** The current time without using up a number, for what may be asked at any rate. */
  present(): number;
  /** The time at which this process started. */
  readonly began: number;
}

/** Only payments and open operations count: ended operations no longer measure anything. */
const newestOnDisk = prepare(`SELECT coalesce(max(no), 0) FROM (
  SELECT max(asked_no) AS no FROM payment
  UNION ALL SELECT max(unclear_no) FROM operation WHERE state IN (${openStatesText})
  UNION ALL SELECT max(ready_no) FROM operation WHERE state IN (${openStatesText})
  UNION ALL SELECT max(seen_no) FROM act_ahead) AS newest`);

/** The desk time of this process, on a migrated database. */
export function createDeskTime(clock: Clock, read: Read): DeskTime {
  const began = read(newestOnDisk.value()) as number;
  const startMs = clock.monotonicMs();
  let newest = began;
  const present = () => Math.max(newest, began + Math.floor(clock.monotonicMs() - startMs));
  return {
    began,
    present,
    now: () => {
      newest = Math.max(newest + 1, present());
      return newest;
    },
  };
}
