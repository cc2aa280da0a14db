/**
 * A page of the list. By keyset, so that page 1,000 costs what page 1 costs, and along the index
 * that leads past the fewest payments that don't fit.
 */
import type { PaymentFilter } from '../../shared/api.ts';
import type { Connection } from './connection.ts';
import { clockColumn, clockIndex, conditionsOf } from './payment-conditions.ts';
import { searchKind } from './payment-search.ts';
import { joinOpenOperation, paymentJson } from './payment-json.ts';
import { alongWay, shortestWay, type Condition, type Sql, type Way } from './payment-ways.ts';
import { getPaymentOn } from './payments.ts';
import { prepare } from './statement.ts';

const sortColumn = {
  '-changed': clockColumn.changed,
  '-created': clockColumn.created,
  '-completed': clockColumn.completed,
  '-amount': 'p.amount',
} as const;
export type PaymentSort = keyof typeof sortColumn;

const sortIndex: Record<PaymentSort, string> = {
  '-changed': clockIndex.changed,
  '-created': clockIndex.created,
  '-completed': clockIndex.completed,
  '-amount': 'payment_by_amount',
};

/** What one page of the list is asked for. */
export interface ListQuery {
  filter: PaymentFilter;
  sort: PaymentSort;
  /** The `nextCursor` of the page before. */
  cursor?: string | undefined;
  limit: number;
}

/** Payments as JSON text each, in order; `nextCursor` is `null` at the end. */
export interface PaymentPage {
  items: string[];
  nextCursor: string | null;
}

type Keyset = [key: string | number, payToken: string];

function readCursor(cursor: string): Keyset | null {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (!Array.isArray(parsed) || parsed.length !== 2) return null;
    const [key, payToken] = parsed as unknown[];
    const keyIsFine = typeof key === 'string' || typeof key === 'number';
    return keyIsFine && typeof payToken === 'string' ? [key, payToken] : null;
  } catch {
    // Not JSON: the cursor was not made here. The caller answers with a field error.
    return null;
  }
}

const writeCursor = (keyset: Keyset) => Buffer.from(JSON.stringify(keyset)).toString('base64url');

/** Along the order of the list: an index from its end, or several stretches of one, merged. */
interface Walk {
  index: string;
  /** What each stretch has in common; none where it is the whole index. */
  stretches: readonly Sql[];
  /** Conditions that choosing the stretches meets already. */
  meets: readonly Condition['of'][];
}

function walkOf({ filter, sort }: ListQuery): Walk {
  const { status = [], method, refunded } = filter;
  const aligned: Condition['of'][] = [];
  if (sort === '-amount') aligned.push('amount');
  else if (sort === `-${filter.clock ?? 'changed'}`) aligned.push('span');
  if (sort === '-changed') {
    if (status.length > 0) {
      const stretches = [...new Set(status)].map((value) => ({
        sql: 'p.status = ?',
        values: [value],
      }));
      return { index: 'payment_by_status_changed', stretches, meets: [...aligned, 'status'] };
    }
    if (method !== undefined) {
      const stretches = [{ sql: 'p.pay_method = ?', values: [method] }];
      return { index: 'payment_by_method', stretches, meets: [...aligned, 'method'] };
    }
    if (refunded === 'partial' || refunded === 'full') {
      const stretches = [{ sql: 'p.refunded > 0', values: [] }];
      return { index: 'payment_with_refund', stretches, meets: aligned };
    }
  }
  return { index: sortIndex[sort], stretches: [], meets: aligned };
}

/** Conditions for which a walk would pass by payments that don't fit. */
function unmetBy(walk: Walk, conditions: readonly Condition[]): Condition[] {
  return conditions.filter(({ of }) => !walk.meets.includes(of));
}

/** `true` where a page is read from an index just as it stands: some tenths of a millisecond. */
export function isQuickPage(query: ListQuery): boolean {
  return unmetBy(walkOf(query), conditionsOf(query.filter, 'piece')).length === 0;
}

/** One stretch, or all that a way leads to: the payments' rows and keys, in order. */
function stretchOf(from: Sql, clauses: readonly Sql[], column: string): Sql {
  const where = clauses.length === 0 ? '' : `WHERE ${clauses.map(({ sql }) => sql).join(' AND ')}`;
  return {
    sql: `SELECT p.rowid AS id, ${column} AS key, p.pay_token AS token FROM ${from.sql} ${where}`,
    values: [...from.values, ...clauses.flatMap(({ values }) => values)],
  };
}

/** Of the list's order, so many payments are looked at before a way of their own is looked for. */
const LOOKED_AT_FIRST = 500;
/** So many, where the first ones let hope that they fill the page. */
const LOOKED_AT_NEXT = [1000, 2000, 4000];
/** Payments that fit come in clusters; this much more than was to be expected is looked at. */
const CLUSTERS = 1.5;

/** What a page is looked for in, by its conditions and where it begins. */
interface Search {
  walk: Walk;
  conditions: readonly Condition[];
  unmet: readonly Condition[];
  column: string;
  after: readonly Sql[];
}

/** Along the list: all of it, or those that come first, each stretch for itself. */
function alongList(search: Search, first: number | null): Sql[] {
  const { walk, conditions, unmet, column, after } = search;
  const from = { sql: `payment AS p INDEXED BY ${walk.index}`, values: [] };
  const chosen = conditions.filter(({ of }) => of === 'status' || of === 'method');
  // What the stretches are chosen by needn't be looked at again.
  const met = conditions.filter((one) => !unmet.includes(one) && !chosen.includes(one));
  const others = [...met, ...after];
  const stretches = walk.stretches.length === 0 ? [[]] : walk.stretches.map((one) => [one]);
  return stretches.map((stretch) => {
    const clauses = [...stretch, ...others];
    if (first === null) return stretchOf(from, [...clauses, ...unmet], column);
    const near = stretchOf(from, clauses, column);
    const sql = `(${near.sql} ORDER BY key DESC, token DESC LIMIT ${String(first)}) AS near
      CROSS JOIN payment AS p ON p.rowid = near.id`;
    return stretchOf({ sql, values: near.values }, unmet, column);
  });
}

function alongOwnWay({ conditions, column, after }: Search, way: Way): Sql {
  const from = { sql: alongWay(way), values: way.values };
  return stretchOf(from, [...conditions, ...after], column);
}

type Row = [json: string | null, key: string | number, payToken: string];

/** The first rows of some stretches, merged. */
function readRows(connection: Connection, stretches: readonly Sql[], count: number): Row[] {
  const text = `SELECT ${paymentJson}, page.key, page.token
    FROM (${stretches.map((stretch) => stretch.sql).join('\nUNION ALL ')}
      ORDER BY key DESC, token DESC LIMIT ${String(count)}) AS page
    CROSS JOIN payment AS p ON p.rowid = page.id ${joinOpenOperation}
    ORDER BY page.key DESC, page.token DESC`;
  const values = stretches.flatMap((stretch) => stretch.values);
  return prepare(connection, text)
    .raw()
    .all(...values) as Row[];
}

function findRows(connection: Connection, search: Search, count: number): Row[] {
  if (search.unmet.length === 0) return readRows(connection, alongList(search, null), count);
  // Where many fit, the first few hundred of the list fill a page, or tell how many more will.
  const near = readRows(connection, alongList(search, LOOKED_AT_FIRST), count);
  if (near.length === count) return near;
  const hoped = (LOOKED_AT_FIRST * CLUSTERS * count) / near.length;
  const next = LOOKED_AT_NEXT.find((looked) => looked >= hoped);
  if (next !== undefined) {
    const further = readRows(connection, alongList(search, next), count);
    if (further.length === count) return further;
  }
  const way = shortestWay(connection, search.unmet);
  const stretches = way === null ? alongList(search, null) : [alongOwnWay(search, way)];
  return readRows(connection, stretches, count);
}

/**
 * Reads one page.
 * @returns `null` when the cursor is not one of ours
 */
export function pagePayments(connection: Connection, query: ListQuery): PaymentPage | null {
  const { filter, limit } = query;
  const keyset = query.cursor === undefined ? null : readCursor(query.cursor);
  if (query.cursor !== undefined && keyset === null) return null;
  const walk = walkOf(query);
  const conditions = conditionsOf(filter, searchKind(connection, filter.q));
  const column = sortColumn[query.sort];
  const after = { sql: `(${column}, p.pay_token) < (?, ?)`, values: keyset ?? [] };
  const unmet = unmetBy(walk, conditions);
  const search = { walk, conditions, unmet, column, after: keyset === null ? [] : [after] };
  const rows = findRows(connection, search, limit + 1);
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map(([json, , token]) => json ?? JSON.stringify(getPaymentOn(connection, token))),
    nextCursor: rows.length > limit && last !== undefined ? writeCursor([last[1], last[2]]) : null,
  };
}

/** The page as the text that goes out. */
export function pageText({ items, nextCursor }: PaymentPage): string {
  return `{"items":[${items.join(',')}],"nextCursor":${JSON.stringify(nextCursor)}}`;
}
