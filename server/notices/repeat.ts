/** Repeats a piece of work, each time a while after the one before it has ended. */
import type { Timer } from '../clock.ts';
import type { Deps } from '../deps.ts';

export interface Repeat {
  start(): void;
  /** Begins nothing more, and waits for what runs. */
  stop(): Promise<void>;
}

/** @param failed logged with an error; the work is done again all the same */
export function createRepeat(
  { clock, log }: Pick<Deps, 'clock' | 'log'>,
  { work, everyMs, failed }: { work: () => Promise<void>; everyMs: number; failed: string },
): Repeat {
  let timer: Timer | null = null;
  let running: Promise<void> = Promise.resolve();
  let isStopped = false;

  async function run(): Promise<void> {
    try {
      await work();
    } catch (error) {
      log.error({ err: error }, failed);
    }
    if (!isStopped) timer = clock.after(everyMs, runNext);
  }

  function runNext(): void {
    running = run();
  }

  return {
    start: () => {
      timer = clock.after(0, runNext);
    },
    stop: async () => {
      isStopped = true;
      timer?.cancel();
      await running;
    },
  };
}
