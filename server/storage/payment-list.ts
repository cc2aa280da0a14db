/**
 * A page of the payment list. By keyset, so that page 1,000 costs the same as page 1, and through
 * the index that reads the fewest payments that don't match.
 */
import {
  allOf,
  alongPath,
  shortestPath,
  type Condition,
  type IndexPath,
  type Sql,
} from './index-paths.ts';
import {
  clockColumn,
  clockIndex,
  conditionsOf,
  isChipStatus,
  refundsInSpan,
  type ListFilter,
} from './payment-conditions.ts';
import { searchKind, type SearchKind } from './payment-search.ts';
import { joinOpenOperation, listedPaymentJson, paymentJson } from './payment-json.ts';
import { getPaymentOn } from './payments.ts';
import { prepare, twice } from './statement.ts';
import { placeOfUnit, type Twice, type Unit } from './unit.ts';

const sortColumn = {
  '-changed': clockColumn.changed,
  '-created': clockColumn.created,
  '-completed': clockColumn.completed,
  // Of the latest refund in the span.
  '-refunded': 'r.refunded_at',
  '-amount': 'p.amount',
} as const;
export type PaymentSort = keyof typeof sortColumn;

const sortIndex: Record<PaymentSort, string> = {
  '-changed': clockIndex.changed,
  '-created': clockIndex.created,
  '-completed': clockIndex.completed,
  '-refunded': 'payment_refund_by_time',
  '-amount': 'payment_by_amount',
};

/** The parameters of a page. */
export interface ListQuery {
  filter: ListFilter;
  sort: PaymentSort;
  /** The `nextCursor` of the page before. */
  cursor?: string | undefined;
  limit: number;
  /** `list`: items are `ListedPayment`, not whole `Payment`s. */
  fields?: 'list' | undefined;
}

/** Payments as JSON texts, in order; `nextCursor` is `null` at the end. */
export interface PaymentPage {
  items: string[];
  nextCursor: string | null;
}

type Keyset = [key: string | number, payToken: string];
/** With the kind of the search, where there is one: it means the same on all pages. */
type Cursor = [...Keyset, kind?: SearchKind];

const searchKinds: Record<SearchKind, true> = {
  ...{ number: true, piece: true, unindexed: true },
  ...{ postgres: true, 'postgres-number': true },
};

const isKind = (value: unknown): value is SearchKind =>
  typeof value === 'string' && Object.hasOwn(searchKinds, value);

/** PostgreSQL can't compare with a text that has NUL. */
const isText = (value: unknown): value is string =>
  typeof value === 'string' && !value.includes('\0');

function readCursor(cursor: string, sort: PaymentSort): Cursor | null {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (!Array.isArray(parsed)) return null;
    const [key, payToken, kind, ...others] = parsed as unknown[];
    const keyIsFine = sort === '-amount' ? Number.isSafeInteger(key) : isText(key);
    if (!keyIsFine || !isText(payToken) || others.length > 0) return null;
    const keyset: Keyset = [key as string | number, payToken];
    if (kind === undefined) return keyset;
    return isKind(kind) ? [...keyset, kind] : null;
  } catch {
    // Not JSON, so not one of our cursors. The caller answers with a field error.
    return null;
  }
}

const writeCursor = (cursor: Cursor) => Buffer.from(JSON.stringify(cursor)).toString('base64url');

/** The kind of the first page, unless that was read on the other engine. */
function* kindOfSearch(text: string | undefined, first: SearchKind | undefined): Unit<SearchKind> {
  if (first !== undefined) {
    const { engine } = yield* placeOfUnit();
    if (first.startsWith('postgres') === (engine === 'postgres')) return first;
  }
  return yield* searchKind(text);
}

/**
 * How the list is scanned in its order: a whole index backwards, or several merged ranges of it.
 */
interface ScanPlan {
  index: string;
  /** The condition of each range; empty for the whole index. */
  ranges: readonly Sql[];
  /** Conditions that the scan meets by the choice of its index and ranges. */
  meets: readonly Condition['of'][];
  /** It scans refunds `r`, of each payment only the latest in the span. */
  refunds?: true;
}

/** The latest refund `r` of a payment in the filter's range. */
function latestRefund(filter: ListFilter): Sql {
  const within = refundsInSpan(filter);
  const later = refundsInSpan(filter, 'later');
  return {
    sql: `${within.sql} AND NOT EXISTS (SELECT 1 FROM payment_refund AS later
      WHERE later.pay_token = r.pay_token AND ${later.sql}
        AND (later.refunded_at, later.refund_no) > (r.refunded_at, r.refund_no))`,
    values: [...within.values, ...later.values],
  };
}

function scanPlan({ filter, sort }: ListQuery): ScanPlan {
  const { status = [], method, refunded } = filter;
  const aligned: Condition['of'][] = [];
  if (sort === '-refunded') {
    const ranges = [latestRefund(filter)];
    return { index: sortIndex[sort], ranges, meets: ['span'], refunds: true };
  }
  if (sort === '-amount') aligned.push('amount');
  else if (sort === `-${filter.clock ?? 'changed'}`) aligned.push('span');
  if (sort === '-changed') {
    if (status.length > 0 && !status.some(isChipStatus)) {
      const ranges = [...new Set(status)].map((value) => ({
        sql: 'p.status = ?',
        values: [value],
      }));
      return { index: 'payment_by_status_changed', ranges, meets: [...aligned, 'status'] };
    }
    if (method !== undefined) {
      const ranges = [{ sql: 'p.pay_method = ?', values: [method] }];
      return { index: 'payment_by_method', ranges, meets: [...aligned, 'method'] };
    }
    if (refunded === 'partial' || refunded === 'full') {
      const ranges = [{ sql: 'p.refunded > 0', values: [] }];
      return { index: 'payment_with_refund', ranges, meets: aligned };
    }
  }
  return { index: sortIndex[sort], ranges: [], meets: aligned };
}

/** Conditions for which the scan would read payments that don't match. */
function unmetBy(plan: ScanPlan, conditions: readonly Condition[]): Condition[] {
  return conditions.filter(({ of }) => !plan.meets.includes(of));
}

/** `true` if a page is read straight from an index, in less than a millisecond. */
export function isQuickPage(query: ListQuery): boolean {
  return unmetBy(scanPlan(query), conditionsOf(query.filter, 'piece')).length === 0;
}

/** What the list is ordered by: a column, and the token of the same index for ties. */
interface SortKey {
  column: string;
  token: 'p.pay_token' | 'r.pay_token';
}

/** A subquery for one range or one index path: row ids, sort keys and tokens. */
function rangeOf(from: Sql, clauses: readonly Sql[], { column, token }: SortKey): Sql {
  const { sql, values } = allOf(clauses);
  return {
    sql: `SELECT p.rowid AS id, ${column} AS key, ${token} AS token
      FROM ${from.sql} WHERE ${sql}`,
    values: [...from.values, ...values],
  };
}

/** Payments scanned in the list's order before an index path is tried. */
const LOOKED_AT_FIRST = 500;
/** Further payments scanned if the first ones suggest that these will fill the page. */
const LOOKED_AT_NEXT = 4000;
/** Matches come in clusters, so expect up to this many times more than the first scan suggests. */
const CLUSTERS = 2;

/** The scan, the conditions and the start position of a page. */
interface Search {
  plan: ScanPlan;
  fields: ListQuery['fields'];
  conditions: readonly Condition[];
  unmet: readonly Condition[];
  key: SortKey;
  after: readonly Sql[];
}

/**
 * Order and limit of a page. The limit is part of the text, because SQLite runs the query a sixth
 * faster if it knows the number when planning.
 * @throws RangeError if it isn't a safe integer
 */
function inOrder(count: number): string {
  if (!Number.isSafeInteger(count)) throw new RangeError(`${String(count)} is no number of rows`);
  return `ORDER BY key DESC, token DESC LIMIT ${String(count)}`;
}

/** The ranges of the scan, with the conditions `asked` in addition. */
function alongList(search: Search, asked: readonly Sql[]): Sql[] {
  const { plan, conditions, unmet, key, after } = search;
  const scanned =
    plan.refunds === true
      ? `payment_refund AS r INDEXED BY ${plan.index}
        CROSS JOIN payment AS p ON p.pay_token = r.pay_token`
      : `payment AS p INDEXED BY ${plan.index}`;
  const from = { sql: scanned, values: [] };
  const byRange: Condition['of'][] = plan.refunds === true ? ['span'] : ['status', 'method'];
  const chosen = conditions.filter(({ of }) => byRange.includes(of));
  // The ranges meet these conditions already.
  const met = conditions.filter((item) => !unmet.includes(item) && !chosen.includes(item));
  const ranges = plan.ranges.length === 0 ? [[]] : plan.ranges.map((range) => [range]);
  return ranges.map((range) => rangeOf(from, [...range, ...met, ...after, ...asked], key));
}

/** Merged ranges, for each engine. */
interface Ranges {
  sql: Twice;
  values: Sql['values'];
}

/**
 * Ranges joined with UNION ALL; the caller orders them. PostgreSQL would read each of several to
 * its end, so it is told how many rows of one can count.
 */
function merged(ranges: readonly Sql[], count: number): Ranges {
  const texts = ranges.map(({ sql }) => sql);
  const joined = (each: readonly string[]) => each.join('\nUNION ALL ');
  const shortened = texts.map((text) => `(${text} ${inOrder(count)})`);
  return {
    sql: twice(joined(texts), joined(texts.length > 1 ? shortened : texts)),
    values: ranges.flatMap(({ values }) => values),
  };
}

/**
 * The matches among the list's next `count` payments. SQLite knows that the inner query is in the
 * list's order, so it stops after the last row that the page needs.
 */
function amongNext(search: Search, { from, count }: { from: number; count: number }): Ranges {
  const { sql, values } = merged(alongList(search, []), from + count);
  const fits = allOf(search.unmet);
  const next = `${inOrder(count)} OFFSET ${String(from)}`;
  const among = (
    near: string,
  ) => `SELECT near.id, near.key, near.token FROM (${near} ${next}) AS near
    CROSS JOIN payment AS p ON p.rowid = near.id WHERE ${fits.sql}`;
  return {
    sql: twice(among(sql.sqlite), among(sql.postgres)),
    values: [...values, ...fits.values],
  };
}

function alongOwnPath({ plan, conditions, key, after }: Search, path: IndexPath): Sql {
  const own = alongPath(path);
  if (plan.refunds !== true) {
    return rangeOf({ sql: own, values: path.values }, [...conditions, ...after], key);
  }
  const others = conditions.filter(({ of }) => of !== 'span');
  const from = `${own} CROSS JOIN payment_refund AS r ON r.pay_token = p.pay_token`;
  const clauses = [...plan.ranges, ...others, ...after];
  return rangeOf({ sql: from, values: path.values }, clauses, key);
}

type Row = [json: string | null, key: string | number, payToken: string];

/** The first rows of the merged ranges. */
function* readRows({ fields }: Search, { sql, values }: Ranges, count: number): Unit<Row[]> {
  const json = fields === 'list' ? listedPaymentJson : paymentJson;
  const read = (engine: keyof Twice) =>
    `SELECT ${json[engine]}, page.key, page.token FROM (${sql[engine]} ${inOrder(count)}) AS page
    CROSS JOIN payment AS p ON p.rowid = page.id ${joinOpenOperation}
    ORDER BY page.key DESC, page.token DESC`;
  const text = twice(read('sqlite'), read('postgres'));
  return (yield* prepare(text).arrays(...values)) as Row[];
}

function* findRows(search: Search, count: number): Unit<Row[]> {
  if (search.unmet.length === 0) {
    return yield* readRows(search, merged(alongList(search, []), count), count);
  }
  // If many match, the first few hundred fill the page or predict how many more will.
  const first = amongNext(search, { from: 0, count: LOOKED_AT_FIRST });
  const near = yield* readRows(search, first, count);
  const missing = count - near.length;
  if (missing === 0) return near;
  if (near.length * CLUSTERS * (LOOKED_AT_NEXT / LOOKED_AT_FIRST) >= missing) {
    const next = amongNext(search, { from: LOOKED_AT_FIRST, count: LOOKED_AT_NEXT });
    const further = yield* readRows(search, next, missing);
    if (further.length === missing) return [...near, ...further];
  }
  const path = yield* shortestPath(search.unmet);
  const ranges = path === null ? alongList(search, search.unmet) : [alongOwnPath(search, path)];
  return yield* readRows(search, merged(ranges, count), count);
}

/**
 * Reads one page.
 * @returns `null` when the cursor is not one of ours
 */
export function* pagePayments(query: ListQuery): Unit<PaymentPage | null> {
  const { filter, limit, fields } = query;
  const cursor = query.cursor === undefined ? null : readCursor(query.cursor, query.sort);
  if (query.cursor !== undefined && cursor === null) return null;
  const [afterKey, afterToken, firstKind] = cursor ?? [];
  const plan = scanPlan(query);
  const kind = yield* kindOfSearch(filter.q, firstKind);
  const conditions = conditionsOf(filter, kind);
  const token = plan.refunds === true ? 'r.pay_token' : 'p.pay_token';
  const key: SortKey = { column: sortColumn[query.sort], token };
  const after = {
    sql: `(${key.column}, ${token}) < (?, ?)`,
    values: [afterKey ?? '', afterToken ?? ''],
  };
  const unmet = unmetBy(plan, conditions);
  const position = { key, after: cursor === null ? [] : [after] };
  const search = { plan, fields, conditions, unmet, ...position };
  const rows = yield* findRows(search, limit + 1);
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const items: string[] = [];
  for (const [json, , payToken] of shown) {
    items.push(json ?? JSON.stringify(yield* getPaymentOn(payToken)));
  }
  if (rows.length <= limit || last === undefined) return { items, nextCursor: null };
  const next: Keyset = [last[1], last[2]];
  return { items, nextCursor: writeCursor(filter.q === undefined ? next : [...next, kind]) };
}

/** The page as response text. */
export function pageText({ items, nextCursor }: PaymentPage): string {
  return `{"items":[${items.join(',')}],"nextCursor":${JSON.stringify(nextCursor)}}`;
}
