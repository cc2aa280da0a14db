/** Figures of the database for /metrics: few rows, found by an index, counted on request. */
import { openStates, type OperationState } from '../../shared/operation.ts';
import { all, prepared, db } from './statement.ts';
import type { Storage } from './storage.ts';

/** The open operations in one state. Times are ISO-8601 UTC, `null` if there are none. */
export interface StateFigures {
  state: OperationState;
  count: number;
  /** When the oldest of them was requested. */
  oldestAskedAt: string | null;
  /** The earliest time at which one of them entered this state. */
  oldestSince: string | null;
}

/** One entry per open state, also for states without operations. */
export function openOperationFigures(storage: Storage): StateFigures[] {
  const rows = storage.read(
    all(
      db
        .selectFrom('operation')
        .where('state', 'in', [...openStates])
        .select((row) => [
          'state',
          row.fn.countAll<number>().as('count'),
          row.fn.min('created_at').as('oldestAskedAt'),
          row.fn.min('state_since').as('oldestSince'),
        ])
        .groupBy('state'),
    ),
  );
  return openStates.map((state) => {
    const none = { state, count: 0, oldestAskedAt: null, oldestSince: null };
    return rows.find((row) => row.state === state) ?? none;
  });
}

const callbacksLeft = prepared(() =>
  db
    .selectFrom('callback')
    .where('handled_at', 'is', null)
    .where('pay_token', 'is not', null)
    .select((row) => row.fn.countAll<number>().as('count')),
);

/** Number of callbacks that have not led to a read yet. Callbacks without a payment don't count. */
export function unhandledCallbacks(storage: Storage): number {
  return storage.read(callbacksLeft.first({}))?.count ?? 0;
}
