import type { Clock } from '../clock.ts';
import { newestAskedAt } from '../storage/observe.ts';
import type { Storage } from '../storage/storage.ts';

/** Stamps questions to Toss so that a later one never carries an earlier time. */
export interface AskOrder {
  /** ISO UTC: now, or the newest stamp where the machine's clock was set back. */
  nextIso(): string;
}

/**
 * A read that was asked before the newest applied one changes nothing. By the machine's clock alone
 * that rule would ignore every read after the clock was set back, until it caught up.
 */
export function createAskOrder(clock: Clock, storage: Storage): AskOrder {
  let newest = newestAskedAt(storage) ?? '';
  return {
    nextIso: () => {
      const now = clock.nowIso();
      if (now > newest) newest = now;
      return newest;
    },
  };
}
