/**
 * Conditions on payments, and the indexes that lead to those that meet one. SQLite's own: row
 * numbers and INDEXED BY.
 */
import type { Connection } from './connection.ts';
import { prepare, type Value } from './statement.ts';

/** A piece of SQL with the values of its `?`. */
export interface Sql {
  sql: string;
  values: readonly Value[];
}

/** All of several conditions. */
export function allOf(clauses: readonly Sql[]): Sql {
  return {
    sql: clauses.length === 0 ? 'true' : clauses.map(({ sql }) => sql).join(' AND '),
    values: clauses.flatMap(({ values }) => values),
  };
}

/**
 * Payments that an index leads to: all that meet the condition are among them. A query whose only
 * column, `id`, has the payments' row numbers.
 */
export interface IndexPath extends Sql {
  /** Cheaper query with the same row count, whatever its rows hold; its `?` are the same. */
  counted?: string;
  /** One payment may come more than once. */
  repeats?: true;
}

export interface Condition extends Sql {
  /** The part of the filter that asks for it. */
  of: 'span' | 'amount' | 'status' | 'method' | 'refunded' | 'other';
  /** How those that meet it are found without reading others; absent where no index leads there. */
  path?: IndexPath;
}

/** The rows of payments of which a query tells the tokens. */
export function rowsOf(tokens: string): string {
  return `SELECT p.rowid AS id FROM (${tokens}) AS told
    CROSS JOIN payment AS p ON p.pay_token = told.pay_token`;
}

/** What a path leads to, as rows `p` of payment, each once. */
export function alongPath({ sql, repeats }: IndexPath): string {
  const rows = repeats === true ? `SELECT DISTINCT id FROM (${sql})` : sql;
  return `(${rows}) AS found CROSS JOIN payment AS p ON p.rowid = found.id`;
}

/** A path with more payments than this is not used: scanning the list in order is better. */
const MAX_PATH_ROWS = 5000;

function lengthOf(connection: Connection, path: IndexPath): number {
  const rows = path.counted ?? path.sql;
  const text = `SELECT count(*) AS length FROM (${rows} LIMIT ${String(MAX_PATH_ROWS + 1)})`;
  const { length } = prepare(connection, text).get(...path.values) as { length: number };
  return length;
}

/**
 * The path with the fewest payments.
 * @returns `null` where all are long: then payments that fit come often in the order of the list
 */
export function shortestPath(
  connection: Connection,
  conditions: readonly Condition[],
): IndexPath | null {
  let shortest: { path: IndexPath; length: number } | null = null;
  for (const { path } of conditions) {
    if (path === undefined) continue;
    const length = lengthOf(connection, path);
    if (length > MAX_PATH_ROWS || length >= (shortest?.length ?? Infinity)) continue;
    shortest = { path, length };
    if (length === 0) break;
  }
  return shortest?.path ?? null;
}
