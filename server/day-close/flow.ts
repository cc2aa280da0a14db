/** Sums of money that came or went, added up piece by piece. */
import type { DayClose } from '../../shared/api.ts';
import { addParts, noParts, sumParts, type Parts } from '../../shared/tax-split.ts';

export type Flow = DayClose['paid'];

export const noFlow: Flow = {
  count: 0,
  won: 0,
  parts: noParts,
  partsUnknownWon: 0,
  estimated: 0,
  firstAt: null,
  lastAt: null,
};

/** Some of what came or went. */
export interface Piece {
  count: number;
  won: number;
  /** `null` where nobody knows them. */
  parts: Parts | null;
  estimated: number;
  firstAt: string;
  lastAt: string;
}

const earlier = (a: string | null, b: string) => (a === null || b < a ? b : a);
const later = (a: string | null, b: string) => (a === null || b > a ? b : a);

/** The sums with one more piece, in whichever order pieces come. */
export function addPiece(flow: Flow, piece: Piece): Flow {
  const parts = piece.parts ?? noParts;
  return {
    count: flow.count + piece.count,
    won: flow.won + piece.won,
    parts: addParts(flow.parts, parts),
    partsUnknownWon: flow.partsUnknownWon + piece.won - sumParts(parts),
    estimated: flow.estimated + piece.estimated,
    firstAt: earlier(flow.firstAt, piece.firstAt),
    lastAt: later(flow.lastAt, piece.lastAt),
  };
}
