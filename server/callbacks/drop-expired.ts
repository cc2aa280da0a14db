/** Deletes callbacks for unknown payments after their retention, once an hour. */
import type { Timer } from '../clock.ts';
import type { Deps } from '../deps.ts';
import { yieldToEventLoop } from '../yield-to-event-loop.ts';
import { dropExpiredCallbacks } from '../storage/callbacks.ts';

const EVERY_MS = 60 * 60 * 1000;

export interface CallbackDropper {
  start(): void;
  stop(): Promise<void>;
}

export function createCallbackDropper({
  storage,
  clock,
  log,
}: Pick<Deps, 'storage' | 'clock' | 'log'>): CallbackDropper {
  let stopped = false;
  let timer: Timer | null = null;
  let working: Promise<void> = Promise.resolve();

  async function dropAll(): Promise<void> {
    try {
      while (!stopped && (await dropExpiredCallbacks(storage))) await yieldToEventLoop();
    } catch (error) {
      // They stay on disk, and the next run tries again.
      log.error({ err: error }, 'callbacks at their term could not be deleted');
    }
  }

  function start(): void {
    if (stopped) return;
    working = dropAll();
    timer = clock.after(EVERY_MS, start);
  }

  return {
    start,
    stop: async () => {
      stopped = true;
      timer?.cancel();
      await working;
    },
  };
}
