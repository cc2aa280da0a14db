/** Measures how long a confirmation has been visible to the user. */
import { useEffect, useState } from 'react';
import { deskAccess } from '../desk-access.ts';

/** An earlier press is an accidental double press: nobody reads an amount so fast. */
export const SEEN_AFTER_MS = 700;
const LOOK_EVERY_MS = 50;
/** The most that one interval counts, because a frozen page shows nothing new. */
const MOST_AT_ONCE_MS = 250;

function isLookedAt(): boolean {
  return document.visibilityState === 'visible' && document.hasFocus();
}

/**
 * `true` once `what` has been on the screen for 0.7 s in a visible and focused tab. Starts again
 * when `what` changes, and when the screen was locked or the session ended.
 */
export function useSeen(what: string): boolean {
  const [seen, setSeen] = useState<string | null>(null);
  useEffect(() => {
    let seenMs = 0;
    let lookedMs = performance.now();
    let timer: ReturnType<typeof setInterval> | undefined;
    const look = () => {
      const nowMs = performance.now();
      const sinceMs = nowMs - lookedMs;
      lookedMs = nowMs;
      if (isLookedAt()) seenMs += Math.min(sinceMs, MOST_AT_ONCE_MS);
      if (seenMs < SEEN_AFTER_MS) return;
      clearInterval(timer);
      setSeen(what);
    };
    const begin = () => {
      clearInterval(timer);
      seenMs = 0;
      setSeen(null);
      if (deskAccess.read().standing !== 'open') return;
      lookedMs = performance.now();
      timer = setInterval(look, LOOK_EVERY_MS);
    };
    let { standing } = deskAccess.read();
    const stop = deskAccess.subscribe(() => {
      const before = standing;
      ({ standing } = deskAccess.read());
      if (standing !== before) begin();
    });
    begin();
    return () => {
      stop();
      clearInterval(timer);
    };
  }, [what]);
  return seen === what;
}
