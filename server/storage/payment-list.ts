/**
 * A page of the list. By keyset, so that page 1,000 costs what page 1 costs, and along the index
 * that leads past the fewest payments that don't fit.
 */
import type { Connection } from './connection.ts';
import { clockColumn, clockIndex, conditionsOf, type ListFilter } from './payment-conditions.ts';
import { searchKind } from './payment-search.ts';
import { joinOpenOperation, paymentJson, listedPaymentJson } from './payment-json.ts';
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
  filter: ListFilter;
  sort: PaymentSort;
  /** The `nextCursor` of the page before. */
  cursor?: string | undefined;
  limit: number;
  /** `list`: as a `ListedPayment` each, not as a whole `Payment`. */
  fields?: 'list' | undefined;
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

function allOf(clauses: readonly Sql[]): Sql {
  return {
    sql: clauses.map(({ sql }) => sql).join(' AND '),
    values: clauses.flatMap(({ values }) => values),
  };
}

/** One stretch, or all that a way leads to: the payments' rows and keys, in order. */
function stretchOf(from: Sql, clauses: readonly Sql[], column: string): Sql {
  const { sql, values } = allOf(clauses);
  const where = clauses.length === 0 ? '' : `WHERE ${sql}`;
  return {
    sql: `SELECT p.rowid AS id, ${column} AS key, p.pay_token AS token FROM ${from.sql} ${where}`,
    values: [...from.values, ...values],
  };
}

/** Of the list's order, so many payments are looked at before a way of their own is looked for. */
const LOOKED_AT_FIRST = 500;
/** So many more, where the first ones let hope that these fill the page. */
const LOOKED_AT_NEXT = 4000;
/** Payments that fit come in clusters: there may be so many times more than the first ones tell. */
const CLUSTERS = 2;

/** What a page is looked for in, by its conditions and where it begins. */
interface Search {
  fields: ListQuery['fields'];
  walk: Walk;
  conditions: readonly Condition[];
  unmet: readonly Condition[];
  column: string;
  after: readonly Sql[];
}

/**
 * The first so many in the list's order. The number is part of the text: a page takes SQLite a
 * sixth less time where it knows the number while it plans.
 * @throws RangeError where it is no number of rows
 */
function inOrder(count: number): string {
  if (!Number.isSafeInteger(count)) throw new RangeError(`${String(count)} is no number of rows`);
  return `ORDER BY key DESC, token DESC LIMIT ${String(count)}`;
}

/** Along the list, each stretch for itself; with what else must be met where that is asked too. */
function alongList(search: Search, asked: readonly Sql[]): Sql[] {
  const { walk, conditions, unmet, column, after } = search;
  const from = { sql: `payment AS p INDEXED BY ${walk.index}`, values: [] };
  const chosen = conditions.filter(({ of }) => of === 'status' || of === 'method');
  // What the stretches are chosen by needn't be looked at again.
  const met = conditions.filter((one) => !unmet.includes(one) && !chosen.includes(one));
  const stretches = walk.stretches.length === 0 ? [[]] : walk.stretches.map((one) => [one]);
  return stretches.map((stretch) =>
    stretchOf(from, [...stretch, ...met, ...after, ...asked], column),
  );
}

/** Some stretches in one order. */
function merged(stretches: readonly Sql[]): Sql {
  return {
    sql: stretches.map(({ sql }) => sql).join('\nUNION ALL '),
    values: stretches.flatMap(({ values }) => values),
  };
}

/**
 * Which of the list's next payments fit. They come in the list's own order, which SQLite knows as
 * long as it is given what they were ordered by: so it ends at the last one that the page needs.
 */
function amongNext(search: Search, { from, count }: { from: number; count: number }): Sql {
  const near = merged(alongList(search, []));
  const { sql: fits, values } = allOf(search.unmet);
  const next = `${inOrder(count)} OFFSET ${String(from)}`;
  const sql = `SELECT near.id, near.key, near.token FROM (${near.sql} ${next}) AS near
    CROSS JOIN payment AS p ON p.rowid = near.id WHERE ${fits}`;
  return { sql, values: [...near.values, ...values] };
}

function alongOwnWay({ conditions, column, after }: Search, way: Way): Sql {
  const from = { sql: alongWay(way), values: way.values };
  return stretchOf(from, [...conditions, ...after], column);
}

type Row = [json: string | null, key: string | number, payToken: string];

/** The first rows of some stretches, merged. */
function readRows(
  connection: Connection,
  { fields }: Search,
  stretches: readonly Sql[],
  count: number,
): Row[] {
  const { sql, values } = merged(stretches);
  const json = fields === 'list' ? listedPaymentJson : paymentJson;
  const text = `SELECT ${json}, page.key, page.token
    FROM (${sql} ${inOrder(count)}) AS page
    CROSS JOIN payment AS p ON p.rowid = page.id ${joinOpenOperation}
    ORDER BY page.key DESC, page.token DESC`;
  return prepare(connection, text)
    .raw()
    .all(...values) as Row[];
}

function findRows(connection: Connection, search: Search, count: number): Row[] {
  if (search.unmet.length === 0) return readRows(connection, search, alongList(search, []), count);
  // Where many fit, the first few hundred of the list fill a page, or tell how many more will.
  const first = amongNext(search, { from: 0, count: LOOKED_AT_FIRST });
  const near = readRows(connection, search, [first], count);
  const missing = count - near.length;
  if (missing === 0) return near;
  if (near.length * CLUSTERS * (LOOKED_AT_NEXT / LOOKED_AT_FIRST) >= missing) {
    const next = amongNext(search, { from: LOOKED_AT_FIRST, count: LOOKED_AT_NEXT });
    const further = readRows(connection, search, [next], missing);
    if (further.length === missing) return [...near, ...further];
  }
  const way = shortestWay(connection, search.unmet);
  const stretches = way === null ? alongList(search, search.unmet) : [alongOwnWay(search, way)];
  return readRows(connection, search, stretches, count);
}

/**
 * Reads one page.
 * @returns `null` when the cursor is not one of ours
 */
export function pagePayments(connection: Connection, query: ListQuery): PaymentPage | null {
  const { filter, limit, fields } = query;
  const keyset = query.cursor === undefined ? null : readCursor(query.cursor);
  if (query.cursor !== undefined && keyset === null) return null;
  const walk = walkOf(query);
  const conditions = conditionsOf(filter, searchKind(connection, filter.q));
  const column = sortColumn[query.sort];
  const after = { sql: `(${column}, p.pay_token) < (?, ?)`, values: keyset ?? [] };
  const unmet = unmetBy(walk, conditions);
  const position = { column, after: keyset === null ? [] : [after] };
  const search = { fields, walk, conditions, unmet, ...position };
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
