/** Sums of money received or refunded, added up in pieces. */
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

/** A part of a sum. */
export interface Piece {
  count: number;
  won: number;
  /** `null` when unknown. */
  parts: Parts | null;
  estimated: number;
  firstAt: string;
  lastAt: string;
}

const earlier = (a: string | null, b: string) => (a === null || b < a ? b : a);
const later = (a: string | null, b: string) => (a === null || b > a ? b : a);

/** Adds a piece, in any order. */
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
