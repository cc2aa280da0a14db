/**
 * The one polite live region: changes that happen by themselves are told to screen readers here
 * and move no focus.
 */
import { useSyncExternalStore } from 'react';

let message = '';
const listeners = new Set<() => void>();

/** Says `text` politely. The same text twice is said twice. */
export function announce(text: string): void {
  // A no-break space makes an equal sentence a changed one, without changing how it sounds.
  message = text === message ? `${text}\u00a0` : text;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

/** Mounted once, by the root. */
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
