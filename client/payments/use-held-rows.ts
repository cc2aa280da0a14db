import { useCallback, useState } from 'react';
import { flushSync } from 'react-dom';

/**
 * The rows that stay rendered while scrolled out: the one focused last, and the one opened last,
 * which gets the focus back. `note` holds a rendered row; `reach` renders any row before it
 * returns.
 */
export function useHeldRows(openToken: string | null) {
  const [focused, setFocused] = useState<string | null>(null);
  const [opened, setOpened] = useState(openToken);
  if (openToken !== null && openToken !== opened) setOpened(openToken);
  const reach = useCallback((payToken: string) => flushSync(() => setFocused(payToken)), []);
  const held = [focused, opened].filter((payToken) => payToken !== null);
  return { held, note: setFocused, reach };
}
