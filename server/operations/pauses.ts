import type { Clock } from '../clock.ts';

/** Sleeps that can all be ended early. */
export interface Pauses {
  /** Resolves after at least `delayMs`, or when `endAll` is called. */
  pause(delayMs: number): Promise<void>;
  /** Ends the current pauses; later ones last their full time. */
  endAll(): void;
}

/**
 * Not built on `Promise.race` with one shared stop promise: that promise would keep a reference to
 * every pause and leak memory.
 */
export function createPauses(clock: Clock): Pauses {
  const ends = new Set<() => void>();
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
      }),
    endAll: () => {
      for (const end of ends) end();
    },
  };
}
