/** Reads that may be too slow for the event loop, as one function each. */
import { pagePayments, type ListQuery } from '../payment-list.ts';
import { summarizePayments } from '../payment-sums.ts';
import type { Connection } from '../connection.ts';
import type { Span } from '../day-close-figures.ts';
import { readPeriod } from '../period-figures.ts';
import { faultIn } from '../file-check.ts';
import { runUnit } from '../run-unit.ts';
import type { ListFilter } from '../payment-conditions.ts';

export const tasks = {
  page: (connection: Connection, query: ListQuery) => runUnit(connection, pagePayments(query)),
  sums: (connection: Connection, filter: ListFilter) =>
    runUnit(connection, summarizePayments(filter)),
  // In a transaction, so that all its sums are of one moment.
  period: (connection: Connection, span: Span) =>
    connection.transaction(() => runUnit(connection, readPeriod(span)))(),
  check: (connection: Connection, _: null) => faultIn(connection),
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
