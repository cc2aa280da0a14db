/** Work on many rows in batches, at a start and then at intervals; other work runs in between. */
import type { Timer } from './clock.ts';
import type { Deps } from './deps.ts';
import { yieldToEventLoop } from './yield-to-event-loop.ts';

export interface BatchWork {
  /** Handles some rows in a transaction of its own. @returns `false` if none are left */
  batch: () => boolean | Promise<boolean>;
  /** Logged with the error. The rows stay as they are, and the next run tries again. */
  failed: string;
  /** From the beginning of one run to the next; `null`: one run at each start of the desk. */
  everyMs: number | null;
}

export interface Batches {
  start(): void;
  /** Waits for the current batch. */
  stop(): Promise<void>;
}

export function createBatches(
  { clock, log }: Pick<Deps, 'clock' | 'log'>,
  { batch, failed, everyMs }: BatchWork,
): Batches {
  let stopped = false;
  let timer: Timer | null = null;
  let running: Promise<void> = Promise.resolve();

  async function run(): Promise<void> {
    try {
      while (!stopped && (await batch())) await yieldToEventLoop();
    } catch (error) {
      log.error({ err: error }, failed);
    }
  }

  function start(): void {
    if (stopped) return;
    running = run();
    if (everyMs !== null) timer = clock.after(everyMs, start);
  }

  return {
    start,
    stop: async () => {
      stopped = true;
      timer?.cancel();
      await running;
    },
  };
}
