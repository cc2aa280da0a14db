/** How long the desk has run: a number that orders what it asked and tells how long ago it was. */
import type { Clock } from '../clock.ts';
import type { Connection } from './connection.ts';
import { openStatesText } from './open-states.ts';

/**
 * Milliseconds that the desk has run, all its starts together. Nobody can set it back or forth: a
 * process counts by the monotonic clock, and a start goes on from the newest number on disk. So it
 * numbers the questions to Toss, and what must last for a while is measured by it; time in which no
 * desk ran counts for nothing.
 */
export interface DeskTime {
  /** The time now; every call gives a greater number than the one before it. */
  now(): number;
  /** Where this process began. */
  readonly began: number;
}

/** An operation that has ended measures nothing any more. */
const NEWEST_ON_DISK = `SELECT max(
  (SELECT ifnull(max(asked_no), 0) FROM payment),
  (SELECT ifnull(max(max(unclear_no, ready_no)), 0) FROM operation
    WHERE state IN (${openStatesText})))`;

/** The time of this process, over a database that is migrated. */
export function createDeskTime(clock: Clock, connection: Connection): DeskTime {
  const began = connection.prepare(NEWEST_ON_DISK).pluck().get() as number;
  const startMs = clock.monotonicMs();
  let newest = began;
  return {
    began,
    now: () => {
      newest = Math.max(newest + 1, began + Math.floor(clock.monotonicMs() - startMs));
      return newest;
    },
  };
}
