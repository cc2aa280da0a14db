import { useEffect, useSyncExternalStore } from 'react';

/** The names that pages on the screen gave their tab; the last one counts. */
let names: readonly { text: string }[] = [];
const listeners = new Set<() => void>();

function change(next: typeof names): void {
  names = next;
  for (const listener of listeners) listener();
}

/** Names the tab while the component is shown, such as by an order number; `null`: not yet. */
export function useNameTab(text: string | null): void {
  useEffect(() => {
    if (text === null) return undefined;
    const own = { text };
    change([...names, own]);
    return () => change(names.filter((name) => name !== own));
  }, [text]);
}

/** `null` while no page has named the tab. */
export function useTabName(): string | null {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => names.at(-1)?.text ?? null,
    () => null,
  );
}
