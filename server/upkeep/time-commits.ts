/** Commit durations for /metrics. */
import type { Registry } from 'prom-client';
import { addDurations } from '../http/metrics.ts';
import type { Storage } from '../storage/storage.ts';

/**
 * The same storage, with its units of work timed, failed ones included. A unit of work blocks the
 * process, mostly waiting for the disk.
 */
export function timeCommits<Store extends Storage>(registry: Registry, storage: Store): Store {
  const { clock } = storage;
  const observe = addDurations(registry, {
    name: 'changgu_commit_seconds',
    help: 'Time of a unit of work in the database, from its begin until it is on disk',
    labels: [],
    buckets: [0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
  });
  return {
    ...storage,
    transact: (work) => {
      const startMs = clock.nowMs();
      // Synchronous: it is on disk when this returns.
      const done = storage.transact(work);
      observe({}, clock.nowMs() - startMs);
      return done;
    },
  };
}
