/**
 * Which rows of a long list are drawn. Rows come in chunks; a chunk that is far from the window is
 * only a space of its height. Pure, so that nothing of it needs a browser to be tested.
 */

/** So few that drawing some more while somebody scrolls never takes long. */
const CHUNK_ROWS = 5;
/** A list this short is drawn as it is, once its beginning is there. */
const ALWAYS_DRAWN_ROWS = 100;

/** The first and the last chunk of something, both included. */
export interface Span {
  first: number;
  last: number;
}

/** What stands in the list, from its top: a chunk's rows, or the space of several. */
export type Piece =
  | { kind: 'rows'; chunk: number; from: number; to: number }
  | { kind: 'gap'; chunk: number; rows: number; heightPx: number };

/** A chunk that was seen: how many rows it had then, and how high they were together. */
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

/** How high each chunk is, seen or, where it was not, supposed. */
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

/** Rows that are so much higher or lower than they were are others: of another density, say. */
const OTHER_HEIGHT = 0.15;
/** Less than a hair's breadth is rounding. */
const SAME_PX = 0.5;

/**
 * What is known of the heights after a look at the drawn chunks; the same object while that is
 * nothing new.
 */
export function withMeasured(
  measured: ReadonlyMap<number, Measured>,
  now: ReadonlyMap<number, Measured>,
  heights: readonly number[],
): ReadonlyMap<number, Measured> {
  // A hidden list has no heights to remember.
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

/** The chunks that lie between two heights of the list, at least one. */
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
 * What to draw at once when the window has come to `near`, of which `span` is not all: also what is
 * drawn already and not yet far away, within `wide`. `null`: the window jumped away from all that.
 */
export function grown(span: Span, near: Span, wide: Span): Span | null {
  if (span.last < near.first || span.first > near.last) return null;
  return {
    first: Math.min(near.first, Math.max(span.first, wide.first)),
    last: Math.max(near.last, Math.min(span.last, wide.last)),
  };
}

/**
 * The list's pieces: the rows of `span` and of the chunks that must not go away, and what is
 * between them as few spaces.
 * @param begun the window was filled with rows before
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
