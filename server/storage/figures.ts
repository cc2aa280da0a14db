/** What /metrics tells of the database: few rows, found by an index, counted when asked. */
import { openStates, type OperationState } from '../../shared/operation.ts';
import { all, prepared, sqlFor } from './statement.ts';
import type { Storage } from './storage.ts';

/** The open operations in one state. Times are ISO-8601 UTC, `null` where there are none. */
export interface StateFigures {
  state: OperationState;
  count: number;
  /** When the oldest of them was asked for. */
  oldestAskedAt: string | null;
  /** Since when one of them has been in this state. */
  oldestSince: string | null;
}

/** One line per open state, also for those that no operation is in. */
export function openOperationFigures(storage: Storage): StateFigures[] {
  const rows = all(
    storage.reader,
    sqlFor
      .selectFrom('operation')
      .where('state', 'in', [...openStates])
      .select((row) => [
        'state',
        row.fn.countAll<number>().as('count'),
        row.fn.min('created_at').as('oldestAskedAt'),
        row.fn.min('state_since').as('oldestSince'),
      ])
      .groupBy('state'),
  );
  return openStates.map((state) => {
    const none = { state, count: 0, oldestAskedAt: null, oldestSince: null };
    return rows.find((row) => row.state === state) ?? none;
  });
}

const callbacksLeft = prepared(() =>
  sqlFor
    .selectFrom('callback')
    .where('handled_at', 'is', null)
    .where('pay_token', 'is not', null)
    .select((row) => row.fn.countAll<number>().as('count')),
);

/** How many callbacks have not led to a reading yet. One that names nothing leads to none. */
export function unhandledCallbacks(storage: Storage): number {
  return callbacksLeft.first(storage.reader, {})?.count ?? 0;
}
