/**
 * Works running runs off, row by row. Where it is stands on disk alone: a row whose operation is in
 * the journal has been asked for, any other has not. So it may die at any moment, and goes on.
 */
import { letOthersRun } from '../let-others-run.ts';
import { runningBulkRuns } from '../storage/bulk-runs.ts';
import { stepBulkRun, type BulkStepDeps } from './bulk-step.ts';

/** How often it looks without being told that something has changed. */
const LOOK_EVERY_MS = 1000;
/** After a failure of the desk's own, such as a full disk. */
const AFTER_ERROR_MS = 10_000;

export interface BulkRunner {
  /** Works off whatever is running on disk; called whenever a run may go on. */
  wake(): void;
  /** Asks for no further row. */
  stop(): Promise<void>;
}

/** The runner of one serving process. */
export function createBulkRunner(parts: BulkStepDeps): BulkRunner {
  const { storage, clock, log } = parts.deps;
  let working: Promise<void> | null = null;
  let wanted = false;
  let stopped = false;
  let interrupt: () => void = () => undefined;

  /** Something was committed, somebody woke it, or it is time to look. */
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
        // A unit of work takes no turn of the event loop, and a run has hundreds of them.
        await (moved || !wanted ? letOthersRun() : changed());
      }
    } catch (error) {
      // What was asked for is on disk, and the next look goes on from there.
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
