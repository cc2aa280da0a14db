/** Reads that may be too slow for the event loop, as one function each. */
import { pagePayments, type ListQuery } from '../payment-list.ts';
import { summarizePayments } from '../payment-sums.ts';
import type { Span } from '../day-close-figures.ts';
import { readPeriod } from '../period-figures.ts';
import { faultIn } from '../file-check.ts';
import { PostgresConnection } from '../postgres/connection.ts';
import { runUnit, type AnyConnection } from '../run-unit.ts';
import type { Unit } from '../unit.ts';
import type { ListFilter } from '../payment-conditions.ts';

/** Runs a unit in a transaction: the desk writes meanwhile, and a page is read in several steps. */
function ofOneMoment<Result>(connection: AnyConnection, unit: Unit<Result>): Result {
  const work = () => runUnit(connection, unit);
  return connection instanceof PostgresConnection
    ? connection.transaction('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY', work)
    : connection.transaction(work)();
}

export const tasks = {
  page: (connection: AnyConnection, query: ListQuery) =>
    ofOneMoment(connection, pagePayments(query)),
  sums: (connection: AnyConnection, filter: ListFilter) =>
    ofOneMoment(connection, summarizePayments(filter)),
  period: (connection: AnyConnection, span: Span) => ofOneMoment(connection, readPeriod(span)),
  /** PostgreSQL checks its pages itself. */
  check: (connection: AnyConnection, _: null) =>
    connection instanceof PostgresConnection ? null : faultIn(connection),
};

type Tasks = typeof tasks;
export type TaskName = keyof Tasks;
export type TaskInput<Name extends TaskName> = Parameters<Tasks[Name]>[1];
export type TaskOutput<Name extends TaskName> = ReturnType<Tasks[Name]>;

/** The message to the thread. */
export type Asked = {
  [Name in TaskName]: { id: number; name: Name; input: TaskInput<Name> };
}[TaskName];

/** The thread's answer. */
export type Told = { id: number } & ({ output: unknown } | { error: string });
