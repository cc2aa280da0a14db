import { setTimeout as sleep } from 'node:timers/promises';

/** No more are sent while so many are unanswered. */
const MOST_UNANSWERED = 400;

export interface Flood {
  answered(): number;
  /** Waits for the unanswered ones. @throws Error where a request failed */
  stop(): Promise<void>;
}

/** Sends at a constant rate, independent of the responses unless too many are outstanding. */
export function startFlood(perSecond: number, send: (n: number) => Promise<unknown>): Flood {
  const startedMs = performance.now();
  let begun = 0;
  let answered = 0;
  let failed: unknown = null;
  let stopped = false;
  const pace = async () => {
    while (!stopped) {
      const due = ((performance.now() - startedMs) / 1000) * perSecond;
      while (begun < due && begun - answered < MOST_UNANSWERED) {
        send(begun)
          .catch((error: unknown) => (failed = error))
          .finally(() => (answered += 1));
        begun += 1;
      }
      await sleep(2);
    }
    while (answered < begun) await sleep(5);
    if (failed !== null) throw new Error('The flood failed', { cause: failed });
  };
  const running = pace();
  return {
    answered: () => answered,
    stop: () => {
      stopped = true;
      return running;
    },
  };
}
