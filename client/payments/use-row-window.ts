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

/** This far outside of the window rows are drawn, so that scrolling shows no gap. */
const MARGIN_PX = 600;
/** What a jump has to show at once; the margin follows when there is time. */
const NEAR_PX = 40;
/** Who drags through the list sees no row for so long: the margin of a place waits until then. */
const REST_MS = 60;
/** Until a row was seen. */
const SUPPOSED_ROW_PX = 40;

/** How high the drawn chunks are now. */
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

/** Which part of a list the window shows, from the list's top. */
interface Place {
  fromPx: number;
  toPx: number;
}

/** `null`: the list is hidden, so it has no place. */
function placeOf(list: HTMLElement | null): Place | null {
  const box = list?.getBoundingClientRect();
  if (box === undefined || box.height === 0) return null;
  return { fromPx: -box.top, toPx: window.innerHeight - box.top };
}

/**
 * Where the window was over the list when somebody last looked. To look at what has just been drawn
 * has the browser lay it all out at once, which the frame does anyway: whoever only draws more of
 * the list goes by what was seen when it last moved.
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

/** Hears of every scrolling of the page and of every other size of the list. */
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

/**
 * The pieces of a long list that scrolls with its page. The elements of a drawn chunk have its
 * number in `data-chunk` and the count of its rows in `data-rows`; `held` are the chunks that stay
 * drawn wherever the window is, because what has the focus must not go away. Rows of a `uniform`
 * list are equally high: one look tells of all.
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
    // What a window shows is there first; the rest of a short list follows.
    startTransition(() => setBegun(true));
    const enough = spanWithin(MARGIN_PX / 2);
    if (enough === null || covers(span, enough)) return;
    // In slices between which the browser may do something else: nobody sees these rows yet.
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
      // A jump needs a whole window of rows: in slices too, rather than hold everything up.
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
    // Asking for heights has the browser lay everything out at once: only where it tells something.
    if (!uniform || measured.size === 0) look();
    see();
    const near = spanWithin(NEAR_PX);
    if (near !== null && !covers(span, near)) draw(spanWithin(MARGIN_PX));
  });
  const looksAgain = uniform ? null : span;
  // What is drawn now may be the first of its height that was ever seen.
  useLayoutEffect(() => {
    const first = () => settle();
    first();
  }, [heights, looksAgain]);
  const drawn = useEffectEvent(widen);
  useEffect(() => {
    const timer = setTimeout(drawn, REST_MS);
    return () => clearTimeout(timer);
  }, [span]);
  return piecesOf(count, heights, span, held, begun);
}
