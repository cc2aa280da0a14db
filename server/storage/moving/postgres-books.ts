/** The books on PostgreSQL. */
import { longBounds, PostgresConnection, storable } from '../postgres/connection.ts';
import { migratePostgres, schemaOfPostgres } from '../postgres/migrate.ts';
import { requirePresentSchema } from '../postgres/require-schema.ts';
import { markMoved, unmarkMoved } from '../moved-mark.ts';
import { readerOn, runUnit } from '../run-unit.ts';
import { withConnection } from '../with-connection.ts';
import { prepare } from '../statement.ts';
import type { Books, Row, Source, Target } from './books.ts';
import { holds, type Newest } from './move-books.ts';
import { listed, quoted, selectRows, tablesOfPostgres, type Table } from './table.ts';

/** Limits of one FETCH or INSERT. */
const MOST_ROWS = 500;
const MOST_SIGNS = 4 * 1024 * 1024;

/** As SQLite's rows lie in the file: what came together is read together. */
const asTheyCame = ({ columns, key }: Table) =>
  columns.includes('created_at') ? ['created_at', ...key] : key;

function* fetched(connection: PostgresConnection, sql: string, cursor: string): Generator<Row> {
  connection.script(`DECLARE ${cursor} NO SCROLL CURSOR FOR ${sql}`);
  const more = prepare(`FETCH ${String(MOST_ROWS)} FROM ${cursor}`);
  for (;;) {
    const rows = runUnit(connection, more.arrays()) as Row[];
    yield* rows;
    if (rows.length < MOST_ROWS) break;
  }
  connection.script(`CLOSE ${cursor}`);
}

function booksOn(connection: PostgresConnection): Books {
  return {
    place: connection.name,
    read: readerOn(connection),
    rows: (table, order) => {
      const isByKey = order === 'by-key';
      const sql = selectRows(table, isByKey ? table.key : asTheyCame(table));
      // Each has a name of its own: a prepared FETCH keeps the columns of its first cursor.
      return fetched(connection, sql, `${table.name}_${isByKey ? 'by_key' : 'as_they_came'}`);
    },
    close: () => connection.close(),
  };
}

/** Opens a connection for `open`, and closes it where that throws. */
function opening<Result>(url: string, open: (connection: PostgresConnection) => Result): Result {
  const connection = new PostgresConnection(url, longBounds);
  try {
    return open(connection);
  } catch (error) {
    connection.close();
    throw error;
  }
}

const LEAD = `SELECT term, url,
    CASE WHEN beat_at IS NULL THEN NULL
      ELSE (extract(epoch FROM clock_timestamp() - beat_at) * 1000)::float8 END AS silent_ms
  FROM desk_lead WHERE id = 1 FOR UPDATE`;

interface Lead {
  term: number;
  url: string | null;
  silent_ms: number | null;
}

/** No desk can take the lead until the transaction ends. */
function lockLead(connection: PostgresConnection, begin: string): Lead {
  const [lead] = connection.script(`${begin}; ${LEAD}`) as Lead[];
  if (lead === undefined) throw new Error('The row of the lead is missing');
  return lead;
}

export interface Opened<Side> {
  books: Side;
  tables: Table[];
}

/**
 * @param silentMs a desk that was silent for so long doesn't lead any more
 * @throws Error where a desk leads, or the books were moved already
 */
export function openPostgresSource(url: string, silentMs: number): Opened<Source> {
  return opening(url, (connection) => {
    requirePresentSchema(connection);
    const lead = lockLead(connection, 'BEGIN ISOLATION LEVEL REPEATABLE READ');
    if (lead.silent_ms !== null && lead.silent_ms < silentMs) {
      throw new Error(
        `${String(lead.url)}의 창구가 켜져 있어요. The desk at ${String(lead.url)} leads: stop all ` +
          'desks of this database first.',
      );
    }
    const books: Source = {
      ...booksOn(connection),
      mark: (moved) => {
        runUnit(connection, markMoved(moved));
        connection.commit();
      },
      unmark: () => {
        connection.transaction('BEGIN', () => runUnit(connection, unmarkMoved()));
      },
    };
    return { books, tables: tablesOfPostgres(connection) };
  });
}

/** What must be the same after filling: rules, indexes and triggers with their state. */
const RULES = `
  SELECT pg_get_triggerdef(oid) || tgenabled::text AS rule FROM pg_trigger
  UNION ALL SELECT conrelid::regclass::text || pg_get_constraintdef(oid) || convalidated::text FROM pg_constraint
    WHERE connamespace = current_schema()::regnamespace
  UNION ALL SELECT pg_get_indexdef(indexrelid) || indisvalid::text FROM pg_index
    JOIN pg_class ON oid = indrelid WHERE relnamespace = current_schema()::regnamespace
  ORDER BY rule`;

/** Indexes that no rule of the schema needs. */
const INDEXES = `
  SELECT indexrelid::regclass::text AS name, pg_get_indexdef(indexrelid) AS sql
  FROM pg_index JOIN pg_class ON oid = indrelid
  WHERE relnamespace = current_schema()::regnamespace
    AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid)`;

/** Index texts for the search, which is no table to be copied. */
const ofTexts = ['payment_text_born', 'payment_metadata_born'];

/** Rows in pieces that a statement takes. */
function* pieces(rows: Iterable<Row>, shown: (row: Row) => string): Generator<string> {
  let piece: string[] = [];
  let signs = 0;
  for (const row of rows) {
    const text = shown(row);
    piece.push(text);
    signs += text.length;
    if (piece.length < MOST_ROWS && signs < MOST_SIGNS) continue;
    yield `[${piece.join(',')}]`;
    piece = [];
    signs = 0;
  }
  if (piece.length > 0) yield `[${piece.join(',')}]`;
}

function fillTable(connection: PostgresConnection, table: Table, rows: Iterable<Row>): void {
  const { name, columns, given } = table;
  const insert = prepare(
    `INSERT INTO ${quoted(name)} (${listed(given)})
     SELECT ${listed(given)} FROM json_populate_recordset(NULL::${quoted(name)}, CAST(? AS json))`,
  );
  const names = columns.map((column) => `${JSON.stringify(column)}:`);
  const shown = (row: Row) =>
    `{${row.map((cell, at) => (names[at] ?? '') + JSON.stringify(storable(cell))).join(',')}}`;
  for (const piece of pieces(rows, shown)) runUnit(connection, insert.run(piece));
}

/** Guards judge single steps of the desk, not all rows at once: they are off meanwhile. */
function fill(
  connection: PostgresConnection,
  tables: readonly Table[],
  rowsOf: (table: Table) => Iterable<Row>,
): void {
  const before = connection.script(RULES);
  const indexes = connection.script(INDEXES) as { name: string; sql: string }[];
  const forAll = (act: (table: string) => string) =>
    connection.script(tables.map(({ name }) => act(quoted(name))).join('; '));
  forAll((name) => `ALTER TABLE ${name} DISABLE TRIGGER USER`);
  for (const name of ofTexts) connection.script(`ALTER TABLE payment ENABLE TRIGGER ${name}`);
  for (const { name } of indexes) connection.script(`DROP INDEX ${name}`);
  for (const { name } of tables.toReversed()) connection.script(`DELETE FROM ${quoted(name)}`);
  for (const table of tables) fillTable(connection, table, rowsOf(table));
  for (const { sql } of indexes) connection.script(sql);
  forAll((name) => `ALTER TABLE ${name} ENABLE TRIGGER USER`);
  if (JSON.stringify(connection.script(RULES)) !== JSON.stringify(before)) {
    throw new Error('The guards of the database are not as they were before');
  }
  connection.script('ANALYZE');
}

/**
 * Whether the database holds these books.
 * @throws Error when it can't be reached, or they went on from there
 */
export function haveArrivedOnPostgres(url: string, newest: Newest): boolean {
  return withConnection(new PostgresConnection(url), (connection) => {
    if (schemaOfPostgres(connection) === 0) return false;
    requirePresentSchema(connection);
    return runUnit(connection, holds(newest));
  });
}

/** Rows that a desk or a command leaves with the first thing it does. */
const USED = `
  SELECT 1 FROM audit UNION ALL SELECT 1 FROM event UNION ALL SELECT 1 FROM payment
  UNION ALL SELECT 1 FROM "user" UNION ALL SELECT 1 FROM setting LIMIT 1`;

const OF_DESK = prepare('UPDATE desk_lead SET books = ?, keys = ? WHERE id = 1');

/**
 * Gives an empty database its schema, and fills it in one transaction.
 * @param desk its `books` and `keys`, which desks must match to lead on this database
 * @throws Error where a desk has used it
 */
export function openPostgresTarget(
  url: string,
  desk: { books: string; keys: string },
): Opened<Target> {
  return opening(url, (connection) => {
    if (schemaOfPostgres(connection) === 0) migratePostgres(connection);
    requirePresentSchema(connection);
    const { term } = lockLead(connection, "BEGIN; SET LOCAL maintenance_work_mem = '256MB'");
    if (term > 0 || connection.script(USED).length > 0) {
      throw new Error(
        `${connection.name}에 이미 데이터가 있어요. A desk has used this database: name an empty one.`,
      );
    }
    const books: Target = {
      ...booksOn(connection),
      fill: (tables, rowsOf) => {
        fill(connection, tables, rowsOf);
        runUnit(connection, OF_DESK.run(desk.books, desk.keys));
      },
      keep: () => connection.commit(),
    };
    return { books, tables: tablesOfPostgres(connection) };
  });
}
