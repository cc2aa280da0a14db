/**
 * The one polite live region: announces background changes to screen readers without moving the
 * focus.
 */
import { useSyncExternalStore } from 'react';

let message = '';
const listeners = new Set<() => void>();

/** Announces `text` politely. The same text twice in a row is announced twice. */
export function announce(text: string): void {
  // A trailing no-break space makes the same text a change, without changing how it is read aloud.
  message = text === message ? `${text}\u00a0` : text;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

/** Mount once, in the root. */
export function Announcer() {
  const text = useSyncExternalStore(
    subscribe,
    () => message,
    () => message,
  );
  return (
    <div role="status" aria-live="polite" className="vh" data-announcer="">
      {text}
    </div>
  );
}
