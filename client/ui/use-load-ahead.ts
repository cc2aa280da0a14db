import { useEffect } from 'react';

/**
 * Preloads code shortly after the page is on the screen, so that it is there if the connection
 * drops.
 * @param load a stable function; a failure is ignored, because opening the part loads it again and
 * shows the error
 * @param afterMs delay after the page is on the screen
 */
export function useLoadAhead(load: () => Promise<unknown>, afterMs: number): void {
  useEffect(() => {
    const timer = setTimeout(() => {
      load().catch(() => undefined);
    }, afterMs);
    return () => clearTimeout(timer);
  }, [load, afterMs]);
}
