/**
 * Conditions on payments and the indexes that serve them. PostgreSQL chooses the index itself, and
 * its `p.rowid` is the token.
 */
import { prepare, type Value } from './statement.ts';
import type { Unit } from './unit.ts';

/** A piece of SQL with the values of its `?`. */
export interface Sql {
  sql: string;
  values: readonly Value[];
}

/** All conditions joined with AND. */
export function allOf(clauses: readonly Sql[]): Sql {
  return {
    sql: clauses.length === 0 ? 'true' : clauses.map(({ sql }) => sql).join(' AND '),
    values: clauses.flatMap(({ values }) => values),
  };
}

/**
 * Payments found through an index: at least all that meet the condition. A query whose only column,
 * `id`, has the payments' row ids.
 */
export interface IndexPath extends Sql {
  /** Cheaper query with the same row count; its parameters are the same. */
  counted?: string;
  /** A payment may be returned more than once. */
  repeats?: true;
}

export interface Condition extends Sql {
  /** The part of the filter that it belongs to. */
  of: 'span' | 'amount' | 'status' | 'method' | 'refunded' | 'other';
  /** Finds the matching payments without reading others; absent if no index serves it. */
  path?: IndexPath;
}

/** The row ids of the payments whose tokens a query returns. */
export function rowsOf(tokens: string): string {
  return `SELECT p.rowid AS id FROM (${tokens}) AS told
    CROSS JOIN payment AS p ON p.pay_token = told.pay_token`;
}

/** The payments of a path as rows `p` of payment, each once. */
export function alongPath({ sql, repeats }: IndexPath): string {
  const rows = repeats === true ? `SELECT DISTINCT id FROM (${sql}) AS told` : sql;
  return `(${rows}) AS found CROSS JOIN payment AS p ON p.rowid = found.id`;
}

/** Longer paths aren't used: scanning the list in its order is faster then. */
const MAX_PATH_ROWS = 5000;

function* lengthOf(path: IndexPath): Unit<number> {
  const rows = path.counted ?? path.sql;
  const text = `SELECT count(*) AS length FROM (${rows} LIMIT ${String(MAX_PATH_ROWS + 1)}) AS found`;
  const { length } = (yield* prepare(text).get(...path.values)) as { length: number };
  return length;
}

/**
 * The path with the fewest payments.
 * @returns `null` if all are too long: then scanning the list finds matches quickly
 */
export function* shortestPath(conditions: readonly Condition[]): Unit<IndexPath | null> {
  let shortest: { path: IndexPath; length: number } | null = null;
  for (const { path } of conditions) {
    if (path === undefined) continue;
    const length = yield* lengthOf(path);
    if (length > MAX_PATH_ROWS || length >= (shortest?.length ?? Infinity)) continue;
    shortest = { path, length };
    if (length === 0) break;
  }
  return shortest?.path ?? null;
}
