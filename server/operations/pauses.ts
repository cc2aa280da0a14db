import type { Clock } from '../clock.ts';

/** Waits that can all be ended early. */
export interface Pauses {
  /** Resolves after at least `delayMs`, or as soon as all are ended. */
  pause(delayMs: number): Promise<void>;
  /** Ends those that are on; later ones are as long as ever. */
  endAll(): void;
}

/**
 * The pauses of one process. A race of each with one promise that says when to end would have that
 * promise hold every pause there ever was.
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
