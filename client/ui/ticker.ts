/**
 * One clock for everything on screen that ages. A component subscribes to the *text* it shows, so
 * that a second that changes nothing renders nothing.
 */
import { useSyncExternalStore } from 'react';

const TICK_MS = 1000;

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | null = null;
let offsetMs = 0;
let nowMs = Date.now();

function tick(): void {
  nowMs = Date.now() + offsetMs;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(tick, TICK_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0 && timer !== null) {
      clearInterval(timer);
      timer = null;
    }
  };
}

/** The desk's time, which is what every age on screen is counted from. */
export function deskNowMs(): number {
  return Date.now() + offsetMs;
}

/**
 * Tells the ticker the desk's own time, as an answer carried it: a PC whose clock is wrong must not
 * show wrong ages. Below 2 s the difference is the network's and is ignored.
 * @param readAtMs when the answer came, by this PC's clock
 */
export function setDeskTime(iso: string, readAtMs = Date.now()): void {
  const differenceMs = Date.parse(iso) - readAtMs;
  offsetMs = Math.abs(differenceMs) > 2000 ? differenceMs : 0;
  tick();
}

/**
 * What `select` makes of the desk's time, followed second by second. `select` must return a
 * primitive, so that equal seconds count as no change.
 */
export function useTick<T extends string | number | boolean | null>(
  select: (deskNowMs: number) => T,
): T {
  const read = () => {
    // With nobody subscribed the stored time stands still; a first render needs the real one.
    if (timer === null) nowMs = Date.now() + offsetMs;
    return select(nowMs);
  };
  return useSyncExternalStore(subscribe, read, read);
}
