/** How long the disk takes, for /metrics. */
import type { Registry } from 'prom-client';
import { addDurations } from '../http/metrics.ts';
import type { Storage } from '../storage/storage.ts';

/**
 * The same database, with how long its units of work take: nothing else runs meanwhile, and the
 * most of it is the wait for the disk. One that fails is timed as well. What signs people in has a
 * connection of its own and is not in it.
 */
export function timeCommits(registry: Registry, storage: Storage): Storage {
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
      // Synchronous: when it comes back, it is on disk.
      const done = storage.transact(work);
      observe({}, clock.nowMs() - startMs);
      return done;
    },
  };
}
