/** Deletes events of the outbox and their deliveries at their term, once an hour. */
import type { Timer } from '../clock.ts';
import type { Deps } from '../deps.ts';
import { dropOldEvents } from '../storage/outbox.ts';
import { yieldToEventLoop } from '../yield-to-event-loop.ts';

const EVERY_MS = 60 * 60 * 1000;

export function createOutboxTerm({ storage, clock, log }: Pick<Deps, 'storage' | 'clock' | 'log'>) {
  let stopped = false;
  let timer: Timer | null = null;
  let working: Promise<void> = Promise.resolve();

  async function dropAll(): Promise<void> {
    try {
      while (!stopped && (await dropOldEvents(storage))) await yieldToEventLoop();
    } catch (error) {
      // They stay on disk, and the next run tries again.
      log.error({ err: error }, 'events at their term could not be deleted');
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
