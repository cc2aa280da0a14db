/** Where a row of a run stands, and what that comes to over all of them: pure. */
import type { BulkRow, BulkState } from '../../shared/bulk-refund.ts';

/** In the order in which they are told. */
export const places = ['succeeded', 'going', 'unclear', 'waiting', 'failed', 'left'] as const;
/** `out`: it was never part of the run. */
export type Place = (typeof places)[number] | 'out';

export function placeOf({ included, refusal, state, refusedByToss }: BulkRow): Place {
  if (!included) return 'out';
  if (refusal !== null) return 'failed';
  switch (state) {
    case null:
      return 'left';
    case 'succeeded':
      return 'succeeded';
    case 'failed':
    case 'declined':
    case 'given_up':
      return 'failed';
    case 'proposed':
      return 'waiting';
    case 'unknown':
      return refusedByToss ? 'going' : 'unclear';
    case 'pending':
    case 'absent':
    case 'needs_review':
      return 'unclear';
    case 'ready':
    case 'sending':
    case 'not_sent':
      return 'going';
  }
}

/** Rows, and won. */
export interface Sum {
  count: number;
  won: number;
}

export type PlaceSums = Readonly<Record<Place, Sum>>;

export function sumOf(rows: readonly Pick<BulkRow, 'amount'>[]): Sum {
  return { count: rows.length, won: rows.reduce((all, { amount }) => all + (amount ?? 0), 0) };
}

export function sumPlaces(rows: readonly BulkRow[]): PlaceSums {
  const sums: Record<Place, Sum> = {
    succeeded: { count: 0, won: 0 },
    going: { count: 0, won: 0 },
    unclear: { count: 0, won: 0 },
    waiting: { count: 0, won: 0 },
    failed: { count: 0, won: 0 },
    left: { count: 0, won: 0 },
    out: { count: 0, won: 0 },
  };
  for (const row of rows) {
    const sum = sums[placeOf(row)];
    sum.count += 1;
    sum.won += row.amount ?? 0;
  }
  return sums;
}

/** How many of the included rows have come to their end, in whole percent. */
export function percentDone(sums: PlaceSums): number {
  const total = places.reduce((all, place) => all + sums[place].count, 0);
  const ended = sums.succeeded.count + sums.failed.count;
  return total === 0 ? 0 : Math.floor((ended * 100) / total);
}

/** States after which nothing more is asked for. */
export function isOver(state: BulkState): boolean {
  return state === 'done' || state === 'stopped';
}
