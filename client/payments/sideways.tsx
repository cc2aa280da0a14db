import { useEffect, useRef, type ReactNode } from 'react';
import styles from './sideways.module.css';

/** A touch that moves less than this may still be a tap. */
const SLIP_PX = 8;

/** How far to scroll so that `inner` is inside `outer`; 0 if it is. */
function missing(inner: DOMRect, outer: DOMRect): number {
  if (inner.left < outer.left) return inner.left - outer.left;
  if (inner.right <= outer.right) return 0;
  return Math.min(inner.right - outer.right, inner.left - outer.left);
}

/** Scrolls `bar` by a sideways wheel, a trackpad or a touch. */
function followHand(frame: HTMLElement, bar: HTMLElement): () => void {
  const turned = (event: WheelEvent) => {
    const sideways = event.shiftKey ? event.deltaX || event.deltaY : event.deltaX;
    if (Math.abs(sideways) <= (event.shiftKey ? 0 : Math.abs(event.deltaY))) return;
    // Otherwise the browser may navigate back.
    event.preventDefault();
    bar.scrollLeft += sideways;
  };
  let finger: { x: number; left: number; moved: boolean } | null = null;
  const down = (event: PointerEvent) => {
    if (event.pointerType === 'touch') {
      finger = { x: event.clientX, left: bar.scrollLeft, moved: false };
    }
  };
  const move = (event: PointerEvent) => {
    if (finger === null || event.pointerType !== 'touch') return;
    const by = finger.x - event.clientX;
    finger.moved ||= Math.abs(by) > SLIP_PX;
    if (finger.moved) bar.scrollLeft = finger.left + by;
  };
  const up = () => {
    finger = null;
  };
  frame.addEventListener('wheel', turned, { passive: false });
  frame.addEventListener('pointerdown', down);
  frame.addEventListener('pointermove', move);
  frame.addEventListener('pointerup', up);
  frame.addEventListener('pointercancel', up);
  return () => {
    frame.removeEventListener('wheel', turned);
    frame.removeEventListener('pointerdown', down);
    frame.removeEventListener('pointermove', move);
    frame.removeEventListener('pointerup', up);
    frame.removeEventListener('pointercancel', up);
  };
}

/**
 * A container for content that may be wider than itself. It is scrolled by a bar that sticks to the
 * window's bottom, while the page scrolls vertically: a scroll container of its own would break the
 * sticky head and sums.
 */
export function Sideways({
  label,
  widthPx,
  children,
}: {
  /** The accessible name of the bar. */
  label: string;
  /** `null` if it fits. */
  widthPx: number | null;
  children: ReactNode;
}) {
  const frame = useRef<HTMLDivElement>(null);
  const bar = useRef<HTMLDivElement>(null);
  const wide = widthPx !== null;
  useEffect(() => {
    const [box, scroller] = [frame.current, bar.current];
    if (!wide || box === null || scroller === null) return undefined;
    const shift = () => box.style.setProperty('--sideways', `${String(scroller.scrollLeft)}px`);
    const reveal = ({ target }: FocusEvent) => {
      if (!(target instanceof Element)) return;
      scroller.scrollLeft += missing(target.getBoundingClientRect(), box.getBoundingClientRect());
    };
    const leave = followHand(box, scroller);
    scroller.addEventListener('scroll', shift, { passive: true });
    box.addEventListener('focusin', reveal);
    return () => {
      leave();
      scroller.removeEventListener('scroll', shift);
      box.removeEventListener('focusin', reveal);
      box.style.removeProperty('--sideways');
    };
  }, [wide]);
  return (
    <>
      <div
        ref={frame}
        className={wide ? `${styles.frame ?? ''} ${styles.wide ?? ''}` : styles.frame}
      >
        {children}
      </div>
      {wide ? (
        <div
          ref={bar}
          className={styles.bar}
          role="group"
          aria-label={label}
          tabIndex={0}
          // The browser handles the arrow keys.
          onKeyDown={({ key, currentTarget }) => {
            if (key === 'Home') currentTarget.scrollLeft = 0;
            if (key === 'End') currentTarget.scrollLeft = currentTarget.scrollWidth;
          }}
        >
          <div style={{ width: widthPx }} />
        </div>
      ) : null}
    </>
  );
}
