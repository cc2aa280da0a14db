import type { Clock } from '../clock.ts';

/** Sleeps that can all be ended early. */
export interface Pauses {
  /** Resolves after at least `delayMs`, or once `endAll` was called. */
  pause(delayMs: number): Promise<void>;
  /** Ends the current pauses; later ones end at once. */
  endAll(): void;
}

/**
 * Not built on `Promise.race` with one shared stop promise: that promise would keep a reference to
 * every pause and leak memory.
 */
export function createPauses(clock: Clock): Pauses {
  const ends = new Set<() => void>();
  let ended = false;
  return {
    pause: (delayMs) =>
      new Promise((resolve) => {
        const end = () => {
          ends.delete(end);
          timer.cancel();
          resolve();
        };
        const timer = clock.after(delayMs, end);
        ends.add(end);
        if (ended) end();
      }),
    endAll: () => {
      ended = true;
      for (const end of ends) end();
    },
  };
}
