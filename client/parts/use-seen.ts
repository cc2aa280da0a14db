/** How long a confirmation has been on a screen that somebody looks at. */
import { useEffect, useState } from 'react';
import { deskAccess } from '../desk-access.ts';

/** Sooner than this a press is the echo of the one before: nobody reads an amount so fast. */
export const SEEN_AFTER_MS = 700;
const LOOK_EVERY_MS = 50;
/** A page that hangs shows nothing new: of a longer pause only this much counts. */
const MOST_AT_ONCE_MS = 250;

function isLookedAt(): boolean {
  return document.visibilityState === 'visible' && document.hasFocus();
}

/**
 * `true` once `what` has been on the screen for 0.7 s, in a tab that is visible and has the focus,
 * and in the session that goes on: other words, a locked screen or an ended session begin anew.
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
