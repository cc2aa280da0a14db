import { describe, expect, it } from 'vitest';
import {
  chunkHeights,
  grown,
  piecesOf,
  spanBetween,
  withMeasured,
  type Piece,
} from '../../../client/payments/row-window.ts';

const nothing = new Map<number, never>();
const rowsOf = (pieces: readonly Piece[]) =>
  pieces.reduce((sum, piece) => sum + (piece.kind === 'rows' ? piece.to - piece.from : 0), 0);

describe('ten thousand rows', () => {
  const count = 10_000;
  const heights = chunkHeights(count, nothing, 40);

  it('are rendered where the window is, and take up their full height elsewhere', () => {
    const span = spanBetween(heights, 200_000, 200_900);
    const pieces = piecesOf(count, heights, span, [], true);
    expect(pieces.map(({ kind }) => kind)).toEqual(['gap', ...Array(5).fill('rows'), 'gap']);
    expect(rowsOf(pieces)).toBe(25);
    const gaps = pieces.flatMap((piece) => (piece.kind === 'gap' ? piece.heightPx : []));
    expect(gaps.reduce((sum, px) => sum + px, 0)).toBe((count - 25) * 40);
    expect(pieces.find((piece) => piece.kind === 'rows')?.from).toBe(5000);
  });

  it('keep the row that has the focus, wherever the window is', () => {
    const span = spanBetween(heights, 200_000, 200_900);
    const drawn = piecesOf(count, heights, span, [0, 1999], true).filter(
      ({ kind }) => kind === 'rows',
    );
    expect(drawn.map(({ chunk }) => chunk)).toEqual([0, 1000, 1001, 1002, 1003, 1004, 1999]);
  });

  it('end where the list ends, at either end', () => {
    expect(spanBetween(heights, -5000, -100)).toEqual({ first: 0, last: 0 });
    expect(spanBetween(heights, 999_999, 1_000_900)).toEqual({ first: 1999, last: 1999 });
  });
});

describe('a short list', () =>
  it('is rendered completely', () => {
    const heights = chunkHeights(95, nothing, 40);
    expect(rowsOf(piecesOf(95, heights, { first: 0, last: 0 }, [], true))).toBe(95);
    expect(
      rowsOf(piecesOf(101, chunkHeights(101, nothing, 40), { first: 0, last: 0 }, [], true)),
    ).toBe(5);
  }));

describe('heights', () => {
  it('are the measured ones; the others are assumed to be like them', () => {
    const measured = new Map([[0, { rows: 5, heightPx: 245 }]]);
    expect(chunkHeights(13, measured, 40)).toEqual([245, 245, 147]);
  });

  it('of a chunk that has got more rows since are measured anew', () => {
    const measured = new Map([[1, { rows: 3, heightPx: 150 }]]);
    expect(chunkHeights(10, measured, 40)).toEqual([250, 250]);
  });

  it('are only updated where they differ', () => {
    const measured = new Map([[0, { rows: 5, heightPx: 200 }]]);
    const heights = chunkHeights(30, measured, 40);
    const same = new Map([[1, { rows: 5, heightPx: 200.2 }]]);
    expect(withMeasured(measured, same, heights)).toBe(measured);
    const hidden = new Map([[1, { rows: 5, heightPx: 0 }]]);
    expect(withMeasured(measured, hidden, heights)).toBe(measured);
    const wrapped = new Map([[1, { rows: 5, heightPx: 212 }]]);
    expect([...withMeasured(measured, wrapped, heights).keys()]).toEqual([0, 1]);
  });

  it('of another density reset the measurements', () => {
    const measured = new Map([
      [0, { rows: 5, heightPx: 200 }],
      [7, { rows: 5, heightPx: 200 }],
    ]);
    const roomy = new Map([[0, { rows: 5, heightPx: 245 }]]);
    expect([...withMeasured(measured, roomy, chunkHeights(100, measured, 40))]).toEqual([
      [0, { rows: 5, heightPx: 245 }],
    ]);
  });
});

describe('a window that moves', () => {
  it('keeps rendered rows that are not far away', () => {
    const near = { first: 10, last: 12 };
    const wide = { first: 8, last: 14 };
    expect(grown({ first: 5, last: 11 }, near, wide)).toEqual({ first: 8, last: 12 });
    expect(grown({ first: 11, last: 20 }, near, wide)).toEqual({ first: 10, last: 14 });
  });

  it('keeps nothing after a jump', () =>
    expect(grown({ first: 0, last: 3 }, { first: 500, last: 502 }, { first: 498, last: 504 })).toBe(
      null,
    ));
});

describe('fifty rows', () => {
  const heights = chunkHeights(50, nothing, 40);

  it('start with those of the window, and are all rendered once these are', () => {
    const first = piecesOf(50, heights, { first: 0, last: 3 }, [], false);
    expect(rowsOf(first)).toBe(20);
    expect(first.at(-1)).toMatchObject({ kind: 'gap', rows: 30, heightPx: 1200 });
    expect(rowsOf(piecesOf(50, heights, { first: 0, last: 3 }, [], true))).toBe(50);
  });
});
