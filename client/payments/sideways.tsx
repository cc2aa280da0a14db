import { useEffect, useRef, type ReactNode } from 'react';
import styles from './sideways.module.css';

/** A finger that moves less than this may still be a tap. */
const SLIP_PX = 8;

/** How far a box has to move so that `inner` is all in `outer`; 0: it is. */
function missing(inner: DOMRect, outer: DOMRect): number {
  if (inner.left < outer.left) return inner.left - outer.left;
  if (inner.right <= outer.right) return 0;
  return Math.min(inner.right - outer.right, inner.left - outer.left);
}

/** The wheel turned sideways, two fingers on a pad, and a finger on the glass all move `bar`. */
function followHand(frame: HTMLElement, bar: HTMLElement): () => void {
  const turned = (event: WheelEvent) => {
    const sideways = event.shiftKey ? event.deltaX || event.deltaY : event.deltaX;
    if (Math.abs(sideways) <= (event.shiftKey ? 0 : Math.abs(event.deltaY))) return;
    // Else the browser may take it for a wish to go back.
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
 * The frame of something that may be wider than its place. It moves sideways by a bar that stays in
 * sight at the window's foot, while the page goes on scrolling up and down: a scroller of its own
 * would take the sticky head and the sums out of the window.
 */
export function Sideways({
  label,
  widthPx,
  children,
}: {
  /** What the bar is called. */
  label: string;
  /** `null`: it fits. */
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
          // The arrow keys are the browser's own.
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
