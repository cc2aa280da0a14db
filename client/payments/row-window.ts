/**
 * Which rows of a long list are rendered. Rows are grouped in chunks; a chunk far from the viewport
 * is only a gap of its height. Pure functions, so that tests need no browser.
 */

/** Few enough that rendering a chunk while scrolling is fast. */
const CHUNK_ROWS = 5;
/** A list of up to this many rows is rendered in full after the first ones. */
const ALWAYS_DRAWN_ROWS = 100;

/** The first and the last chunk, both included. */
export interface Span {
  first: number;
  last: number;
}

/** An item of the list, from its top: a chunk of rows, or a gap for several chunks. */
export type Piece =
  | { kind: 'rows'; chunk: number; from: number; to: number }
  | { kind: 'gap'; chunk: number; rows: number; heightPx: number };

/** A measured chunk: its number of rows then, and their height together. */
export interface Measured {
  rows: number;
  heightPx: number;
}

export function chunkOf(index: number): number {
  return Math.floor(index / CHUNK_ROWS);
}

function rowsIn(chunk: number, count: number): number {
  return Math.min(CHUNK_ROWS, count - chunk * CHUNK_ROWS);
}

/** The height of each chunk, measured or else estimated. */
export function chunkHeights(
  count: number,
  measured: ReadonlyMap<number, Measured>,
  supposedRowPx: number,
): number[] {
  const seen = [...measured.values()];
  const rows = seen.reduce((sum, one) => sum + one.rows, 0);
  const heightPx = seen.reduce((sum, one) => sum + one.heightPx, 0);
  const rowPx = rows > 0 && heightPx > 0 ? heightPx / rows : supposedRowPx;
  return Array.from({ length: Math.ceil(count / CHUNK_ROWS) }, (_, chunk) => {
    const known = measured.get(chunk);
    const has = rowsIn(chunk, count);
    return known?.rows === has ? known.heightPx : has * rowPx;
  });
}

/** A larger relative change of the row height means another density: old measures are dropped. */
const OTHER_HEIGHT = 0.15;
/** Smaller differences are rounding. */
const SAME_PX = 0.5;

/** The heights after measuring the rendered chunks; the same object if nothing is new. */
export function withMeasured(
  measured: ReadonlyMap<number, Measured>,
  now: ReadonlyMap<number, Measured>,
  heights: readonly number[],
): ReadonlyMap<number, Measured> {
  // A hidden list has no heights.
  const seen = [...now].filter(([, { heightPx }]) => heightPx > 0);
  const news = seen.filter(
    ([chunk, { heightPx }]) => Math.abs(heightPx - (heights[chunk] ?? 0)) > SAME_PX,
  );
  if (news.length === 0) return measured;
  const others = news.some(([chunk, { rows, heightPx }]) => {
    const before = measured.get(chunk);
    if (before === undefined) return false;
    const was = before.heightPx / before.rows;
    return Math.abs(heightPx / rows - was) > was * OTHER_HEIGHT;
  });
  return new Map([...(others ? [] : measured), ...seen]);
}

/** The chunks between two offsets of the list, at least one. */
export function spanBetween(heights: readonly number[], fromPx: number, toPx: number): Span {
  let first = 0;
  let topPx = 0;
  while (first < heights.length - 1 && topPx + (heights[first] ?? 0) <= fromPx) {
    topPx += heights[first] ?? 0;
    first += 1;
  }
  let last = first;
  topPx += heights[first] ?? 0;
  while (last < heights.length - 1 && topPx < toPx) {
    last += 1;
    topPx += heights[last] ?? 0;
  }
  return { first, last };
}

export function covers(outer: Span, inner: Span): boolean {
  return outer.first <= inner.first && outer.last >= inner.last;
}

/**
 * The chunks to render now that the viewport is at `near`: those, and rendered ones within `wide`.
 * `null` after a jump away from all rendered ones.
 */
export function grown(span: Span, near: Span, wide: Span): Span | null {
  if (span.last < near.first || span.first > near.last) return null;
  return {
    first: Math.min(near.first, Math.max(span.first, wide.first)),
    last: Math.max(near.last, Math.min(span.last, wide.last)),
  };
}

/**
 * The list's pieces: the rows of `span` and of the `held` chunks, and as few gaps as possible
 * between them.
 * @param begun the viewport was filled once, so a short list is rendered in full
 */
export function piecesOf(
  count: number,
  heights: readonly number[],
  span: Span,
  held: readonly number[],
  begun: boolean,
): Piece[] {
  const all = begun && count <= ALWAYS_DRAWN_ROWS;
  const pieces: Piece[] = [];
  for (const [chunk, heightPx] of heights.entries()) {
    const from = chunk * CHUNK_ROWS;
    const rows = rowsIn(chunk, count);
    const before = pieces.at(-1);
    if (all || held.includes(chunk) || (chunk >= span.first && chunk <= span.last)) {
      pieces.push({ kind: 'rows', chunk, from, to: from + rows });
    } else if (before?.kind === 'gap') {
      before.rows += rows;
      before.heightPx += heightPx;
    } else {
      pieces.push({ kind: 'gap', chunk, rows, heightPx });
    }
  }
  return pieces;
}
