/**
 * Works off running bulk runs, row by row. Progress is on disk only: a row is requested once its
 * operation is in the journal. So the process may crash at any point and continue after it.
 */
import { yieldToEventLoop } from '../yield-to-event-loop.ts';
import { runningBulkRuns } from '../storage/bulk-runs.ts';
import { stepBulkRun, type BulkStepDeps } from './bulk-step.ts';

/** Poll interval without a notification. */
const LOOK_EVERY_MS = 1000;
/** Delay after an error of the desk itself, such as a full disk. */
const AFTER_ERROR_MS = 10_000;

export interface BulkRunner {
  /** Works off all running runs; called whenever one may continue. */
  wake(): void;
  /** Requests no further rows. */
  stop(): Promise<void>;
}

export function createBulkRunner(parts: BulkStepDeps): BulkRunner {
  const { storage, clock, log } = parts.deps;
  let working: Promise<void> | null = null;
  let wanted = false;
  let stopped = false;
  let interrupt: () => void = () => undefined;

  /** Resolves on a commit, a wake-up or the poll interval. */
  function changed(): Promise<void> {
    return new Promise((resolve) => {
      const finish = () => {
        unsubscribe();
        timer.cancel();
        resolve();
      };
      const unsubscribe = storage.subscribe(finish);
      const timer = clock.after(LOOK_EVERY_MS, finish);
      interrupt = finish;
    });
  }

  async function workOff(): Promise<void> {
    try {
      while (wanted && !stopped) {
        const runs = runningBulkRuns(storage);
        wanted = runs.length > 0;
        let moved = false;
        for (const run of runs) moved = (await stepBulkRun(parts, run)) || moved;
        // A step never yields to the event loop by itself, and a run has hundreds of them.
        await (moved || !wanted ? yieldToEventLoop() : changed());
      }
    } catch (error) {
      // Requested rows are on disk, and the next attempt continues from there.
      log.error({ err: error }, 'a bulk run was interrupted');
      if (!stopped) clock.after(AFTER_ERROR_MS, wake);
    } finally {
      working = null;
    }
  }

  function wake(): void {
    wanted = true;
    interrupt();
    if (!stopped) working ??= workOff();
  }

  return {
    wake,
    stop: async () => {
      stopped = true;
      interrupt();
      await working;
    },
  };
}
