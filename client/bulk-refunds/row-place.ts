/** The place of a row in its run, and the sums over all rows; pure. */
import type { BulkRow, BulkState } from '../../shared/bulk-refund.ts';

/** In display order. */
export const places = ['succeeded', 'going', 'unclear', 'waiting', 'failed', 'left'] as const;
/** `out`: the row is not part of the run. */
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

/** Number of rows, and won. */
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

/** Share of the included rows that have ended, in whole percent. */
export function percentDone(sums: PlaceSums): number {
  const total = places.reduce((all, place) => all + sums[place].count, 0);
  const ended = sums.succeeded.count + sums.failed.count;
  return total === 0 ? 0 : Math.floor((ended * 100) / total);
}

/** `true` for a state after which no more refunds are requested. */
export function isOver(state: BulkState): boolean {
  return state === 'done' || state === 'stopped';
}
