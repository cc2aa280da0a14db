import { useEffect } from 'react';

/**
 * Fetches a little later what a press will need: it has to be at hand when the line is down.
 * @param load stays the same function; where it fails, whoever opens one of its parts asks again
 *   and is told then
 * @param afterMs once the page is on the screen
 */
export function useLoadAhead(load: () => Promise<unknown>, afterMs: number): void {
  useEffect(() => {
    const timer = setTimeout(() => {
      load().catch(() => undefined);
    }, afterMs);
    return () => clearTimeout(timer);
  }, [load, afterMs]);
}
