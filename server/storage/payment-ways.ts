/** Conditions on payments, and the ways that lead to those that meet one. */
import type { Connection } from './connection.ts';
import { prepare, type Value } from './statement.ts';

/** A piece of SQL with what its `?` are. */
export interface Sql {
  sql: string;
  values: readonly Value[];
}

/**
 * Payments that an index of their own leads to: everything that can fit is among them. A query
 * whose only column, `id`, has the payments' row numbers.
 */
export interface Way extends Sql {
  /** A query of as many rows, whatever they hold, that costs less; its `?` are the same. */
  counted?: string;
  /** One payment may come more than once. */
  repeats?: true;
}

export interface Condition extends Sql {
  /** The part of the filter that asks for it. */
  of: 'span' | 'amount' | 'status' | 'method' | 'refunded' | 'other';
  /** How those that meet it are found without reading others; absent where no index leads there. */
  way?: Way;
}

/** The rows of payments of which a query tells the tokens. */
export function rowsOf(tokens: string): string {
  return `SELECT p.rowid AS id FROM (${tokens}) AS told
    CROSS JOIN payment AS p ON p.pay_token = told.pay_token`;
}

/** What a way leads to, as rows `p` of payment, each once. */
export function alongWay({ sql, repeats }: Way): string {
  const rows = repeats === true ? `SELECT DISTINCT id FROM (${sql})` : sql;
  return `(${rows}) AS found CROSS JOIN payment AS p ON p.rowid = found.id`;
}

/** So many payments may be looked at to find a page, before walking along the list is better. */
const MOST_ON_A_WAY = 5000;

function lengthOf(connection: Connection, way: Way): number {
  const rows = way.counted ?? way.sql;
  const text = `SELECT count(*) AS length FROM (${rows} LIMIT ${String(MOST_ON_A_WAY + 1)})`;
  const { length } = prepare(connection, text).get(...way.values) as { length: number };
  return length;
}

/**
 * The way that leads past the fewest payments.
 * @returns `null` where all are long: then those that fit are met often along the list
 */
export function shortestWay(connection: Connection, conditions: readonly Condition[]): Way | null {
  let shortest: { way: Way; length: number } | null = null;
  for (const { way } of conditions) {
    if (way === undefined) continue;
    const length = lengthOf(connection, way);
    if (length > MOST_ON_A_WAY || length >= (shortest?.length ?? Infinity)) continue;
    shortest = { way, length };
    if (length === 0) break;
  }
  return shortest?.way ?? null;
}
