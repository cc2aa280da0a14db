import { useCallback, useState } from 'react';
import { flushSync } from 'react-dom';

/**
 * The rows that stay drawn wherever the window is: the one that last had the focus, and the one
 * that was last open, to which the focus goes back. `note` keeps one that is drawn; `reach` has any
 * drawn before it returns.
 */
export function useHeldRows(openToken: string | null) {
  const [focused, setFocused] = useState<string | null>(null);
  const [opened, setOpened] = useState(openToken);
  if (openToken !== null && openToken !== opened) setOpened(openToken);
  const reach = useCallback((payToken: string) => flushSync(() => setFocused(payToken)), []);
  const held = [focused, opened].filter((payToken) => payToken !== null);
  return { held, note: setFocused, reach };
}
