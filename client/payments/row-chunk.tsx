import { useEffect, useRef, useState, type ReactNode } from 'react';

/** Chunks this far outside of the window are drawn, so that scrolling shows no gap. */
const MARGIN = '1200px 0px';

/**
 * A page of rows. Once it has been scrolled far away, an empty space of the same height stands for
 * it, so that a long list stays light.
 */
export function RowChunk({ always, children }: { always: boolean; children: ReactNode }) {
  const body = useRef<HTMLTableSectionElement>(null);
  const [heightPx, setHeightPx] = useState<number | null>(null);
  useEffect(() => {
    const element = body.current;
    if (always || element === null || typeof IntersectionObserver === 'undefined') return undefined;
    const observer = new IntersectionObserver(
      ([entry]) => {
        if (entry === undefined) return;
        // A hidden list has no height to remember, and what has focus must not go away.
        const away = !entry.isIntersecting && entry.boundingClientRect.height > 0;
        const focused = element.contains(document.activeElement);
        setHeightPx(away && !focused ? entry.boundingClientRect.height : null);
      },
      { rootMargin: MARGIN },
    );
    observer.observe(element);
    return () => {
      observer.disconnect();
    };
  }, [always]);
  return (
    <tbody ref={body}>
      {heightPx === null || always ? (
        children
      ) : (
        <tr aria-hidden="true">
          <td colSpan={10} style={{ height: heightPx, padding: 0, border: 0 }} />
        </tr>
      )}
    </tbody>
  );
}
