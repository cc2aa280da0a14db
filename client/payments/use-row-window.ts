import {
  startTransition,
  useEffect,
  useEffectEvent,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type RefObject,
} from 'react';
import { flushSync } from 'react-dom';
import {
  chunkHeights,
  chunkOf,
  covers,
  grown,
  piecesOf,
  spanBetween,
  withMeasured,
  type Measured,
  type Piece,
  type Span,
} from './row-window.ts';

/** Rows are rendered this far outside the viewport, so that scrolling shows no gap. */
const MARGIN_PX = 600;
/** The margin that a jump renders at once; the full margin follows. */
const NEAR_PX = 40;
/**
 * The margin is rendered after this pause in changes, so that dragging the scrollbar stays fast.
 */
const REST_MS = 60;
/** The row height before any is measured. */
const SUPPOSED_ROW_PX = 40;

/** The heights of the rendered chunks. */
function measure(list: HTMLElement): Map<number, Measured> {
  const edges = new Map<number, { top: number; bottom: number; rows: number }>();
  for (const element of list.querySelectorAll<HTMLElement>('[data-chunk]')) {
    const chunk = Number(element.dataset['chunk']);
    const { top, bottom } = element.getBoundingClientRect();
    const before = edges.get(chunk);
    edges.set(chunk, {
      top: Math.min(top, before?.top ?? top),
      bottom: Math.max(bottom, before?.bottom ?? bottom),
      rows: Number(element.dataset['rows']),
    });
  }
  return new Map(
    [...edges].map(([chunk, { top, bottom, rows }]) => [chunk, { rows, heightPx: bottom - top }]),
  );
}

/** The visible part of a list, from the list's top. */
interface Place {
  fromPx: number;
  toPx: number;
}

/** `null` for a hidden list. */
function placeOf(list: HTMLElement | null): Place | null {
  const box = list?.getBoundingClientRect();
  if (box === undefined || box.height === 0) return null;
  return { fromPx: -box.top, toPx: window.innerHeight - box.top };
}

/**
 * The viewport's position over the list at the last scroll or resize. Measuring right after a
 * render would force a layout, so rendering more rows uses the last known position.
 */
function usePlace(list: RefObject<HTMLElement | null>, heights: readonly number[]) {
  const place = useRef<Place | null>(null);
  const see = () => {
    place.current = placeOf(list.current);
  };
  const spanWithin = (marginPx: number): Span | null => {
    if (place.current === null) return null;
    const { fromPx, toPx } = place.current;
    return spanBetween(heights, fromPx - marginPx, toPx + marginPx);
  };
  return { see, spanWithin };
}

/** Calls back when the page scrolls or the list is resized. */
function useMoves(list: RefObject<HTMLElement | null>, onScroll: () => void, onSize: () => void) {
  const follow = useEffectEvent(onScroll);
  const resized = useEffectEvent(onSize);
  useEffect(() => {
    const element = list.current;
    const options = { passive: true } as const;
    window.addEventListener('scroll', follow, options);
    window.addEventListener('resize', follow, options);
    const observer = new ResizeObserver(resized);
    if (element !== null) observer.observe(element);
    return () => {
      window.removeEventListener('scroll', follow);
      window.removeEventListener('resize', follow);
      observer.disconnect();
    };
  }, [list]);
}

/** `true` while the page is printed: paper has no scrolling, so every loaded row is rendered. */
function usePrinting(): boolean {
  const [printing, setPrinting] = useState(false);
  useEffect(() => {
    // Synchronous, because the browser lays the paper out right after the event.
    const begin = () => flushSync(() => setPrinting(true));
    const end = () => setPrinting(false);
    window.addEventListener('beforeprint', begin);
    window.addEventListener('afterprint', end);
    return () => {
      window.removeEventListener('beforeprint', begin);
      window.removeEventListener('afterprint', end);
    };
  }, []);
  return printing;
}

/**
 * Virtualizes a long list that scrolls with its page. Elements of a rendered chunk carry its number
 * in `data-chunk` and its row count in `data-rows`; `held` chunks stay rendered, so that a focused
 * row is never unmounted. In a `uniform` list all rows have the same height, so one measurement is
 * enough.
 */
export function useRowWindow(
  list: RefObject<HTMLElement | null>,
  count: number,
  held: readonly number[],
  uniform: boolean,
): Piece[] {
  const [measured, setMeasured] = useState<ReadonlyMap<number, Measured>>(() => new Map());
  const [span, setSpan] = useState<Span>(() => ({
    first: 0,
    last: chunkOf(Math.ceil(window.innerHeight / SUPPOSED_ROW_PX)),
  }));
  const [begun, setBegun] = useState(false);
  const heights = useMemo(() => chunkHeights(count, measured, SUPPOSED_ROW_PX), [count, measured]);
  const { see, spanWithin } = usePlace(list, heights);
  const draw = (next: Span | null) => {
    if (next !== null && !(covers(span, next) && covers(next, span))) setSpan(next);
  };
  const look = () => {
    if (list.current !== null) setMeasured(withMeasured(measured, measure(list.current), heights));
  };
  const widen = () => {
    // The visible rows come first; the rest of a short list follows.
    startTransition(() => setBegun(true));
    const enough = spanWithin(MARGIN_PX / 2);
    if (enough === null || covers(span, enough)) return;
    // As a transition, which can be interrupted: these rows are not visible yet.
    startTransition(() => draw(spanWithin(MARGIN_PX)));
  };
  const follow = () => {
    see();
    const near = spanWithin(NEAR_PX);
    const wide = spanWithin(MARGIN_PX);
    if (near === null || wide === null || covers(span, near)) {
      widen();
      return;
    }
    const next = grown(span, near, wide);
    if (next === null) {
      // A jump renders a whole viewport: as a transition, to keep the page responsive.
      startTransition(() => draw(near));
    } else {
      flushSync(() => draw(next));
    }
  };
  useMoves(list, follow, () => {
    look();
    follow();
  });
  const settle = useEffectEvent(() => {
    // Measuring forces a layout, so a uniform list is measured only once.
    if (!uniform || measured.size === 0) look();
    see();
    const near = spanWithin(NEAR_PX);
    if (near !== null && !covers(span, near)) draw(spanWithin(MARGIN_PX));
  });
  const looksAgain = uniform ? null : span;
  // The rows just rendered may be the first of their height.
  useLayoutEffect(() => {
    const first = () => settle();
    first();
  }, [heights, looksAgain]);
  const drawn = useEffectEvent(widen);
  useEffect(() => {
    const timer = setTimeout(drawn, REST_MS);
    return () => clearTimeout(timer);
  }, [span]);
  const printing = usePrinting();
  const whole = { first: 0, last: Math.max(heights.length - 1, 0) };
  return piecesOf(count, heights, printing ? whole : span, held, begun || printing);
}
