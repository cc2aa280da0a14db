/**
 * One timer for every age on screen. A component subscribes to the *text* that it shows, so a tick
 * that does not change the text renders nothing.
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

/** The desk's time. Every age on screen is relative to it. */
export function deskNowMs(): number {
  return Date.now() + offsetMs;
}

/**
 * Sets the offset to the desk's clock from an answer: a PC with a wrong clock must not show wrong
 * ages. A difference of up to 2 s counts as network delay and is ignored.
 * @param readAtMs when the answer arrived, by this PC's clock
 */
export function setDeskTime(iso: string, readAtMs = Date.now()): void {
  const differenceMs = Date.parse(iso) - readAtMs;
  offsetMs = Math.abs(differenceMs) > 2000 ? differenceMs : 0;
  tick();
}

/**
 * The result of `select` for the desk's time, updated every second. `select` must return a
 * primitive, so that an equal result renders nothing.
 */
export function useTick<T extends string | number | boolean | null>(
  select: (deskNowMs: number) => T,
): T {
  const read = () => {
    // Without subscribers `nowMs` is not updated, so a first render has to read the clock.
    if (timer === null) nowMs = Date.now() + offsetMs;
    return select(nowMs);
  };
  return useSyncExternalStore(subscribe, read, read);
}
