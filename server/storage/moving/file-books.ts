/** The books in a file. */
import { existsSync } from 'node:fs';
import type { Clock } from '../../clock.ts';
import { openConnection, type Connection } from '../connection.ts';
import { discardFile, publishFile } from '../copy-database.ts';
import { findMoved, markMoved, unmarkMoved } from '../moved-mark.ts';
import { readerOn, runUnit } from '../run-unit.ts';
import { withConnection } from '../with-connection.ts';
import { openStorage } from '../storage.ts';
import type { Books, Row, Source, Target } from './books.ts';
import { holds, type Newest } from './move-books.ts';
import { listed, quoted, requireTables, selectRows, type Table } from './table.ts';

function booksOn(connection: Connection, place: string): Omit<Books, 'close'> {
  return {
    place,
    read: readerOn(connection),
    rows: (table, order) => {
      const sql = selectRows(table, order === 'by-key' ? table.key : []);
      return connection.prepare(sql).raw().iterate() as IterableIterator<Row>;
    },
  };
}

/**
 * Brings the file to this build's schema, and locks it against writing.
 * @param copiesDir for the copy made before an upgrade
 * @throws Error where it is damaged, was moved already, or another process writes to it
 */
export function openFileSource(
  file: string,
  { clock, copiesDir, tables }: { clock: Clock; copiesDir: string | undefined; tables: Table[] },
): Source {
  openStorage(file, clock, copiesDir).close();
  const connection = openConnection(file);
  try {
    requireTables(connection, tables);
    connection.exec('BEGIN IMMEDIATE');
  } catch (error) {
    connection.close();
    throw error;
  }
  const inTransaction = (work: () => void) => {
    if (!connection.inTransaction) connection.exec('BEGIN IMMEDIATE');
    work();
    connection.exec('COMMIT');
  };
  return {
    ...booksOn(connection, file),
    mark: (moved) => inTransaction(() => runUnit(connection, markMoved(moved))),
    unmark: () => inTransaction(() => runUnit(connection, unmarkMoved())),
    close: () => connection.close(),
  };
}

/** 256 MiB, so that indexes with random inserts stay in memory. */
const CACHE_KIB = 256 * 1024;

interface SchemaPart {
  type: 'table' | 'index' | 'trigger' | 'view';
  name: string;
  sql: string | null;
}

/** In the order in which they were made. */
const schemaOf = (connection: Connection) =>
  connection
    .prepare('SELECT type, name, sql FROM sqlite_schema ORDER BY rowid')
    .all() as SchemaPart[];

const sorted = (parts: readonly SchemaPart[]) =>
  parts.map((part) => JSON.stringify(part)).toSorted((a, b) => (a < b ? -1 : 1));

/** Index texts for the search, which is no table to be copied. */
const isOfTexts = ({ name }: SchemaPart) => /^payment_(?:text|metadata)_born$/.test(name);

function fillTable(connection: Connection, table: Table, rows: Iterable<Row>): void {
  const { name, columns, given } = table;
  const insert = connection.prepare(
    `INSERT INTO ${quoted(name)} (${listed(given)}) VALUES (${given.map(() => '?').join(', ')})`,
  );
  const places = given.map((column) => columns.indexOf(column));
  for (const row of rows) insert.run(places.map((place) => row[place]));
}

/** Guards judge single steps of the desk, not all rows at once: they are put back afterwards. */
function fill(
  connection: Connection,
  tables: readonly Table[],
  rowsOf: (table: Table) => Iterable<Row>,
): void {
  const before = schemaOf(connection);
  const triggers = before.filter(({ type }) => type === 'trigger');
  const indexes = before.filter(({ type, sql }) => type === 'index' && sql !== null);
  const drop = ({ type, name }: SchemaPart) => connection.exec(`DROP ${type} ${quoted(name)}`);
  connection.exec('BEGIN IMMEDIATE');
  for (const part of [...triggers.filter((one) => !isOfTexts(one)), ...indexes]) drop(part);
  for (const { name } of tables.toReversed()) connection.exec(`DELETE FROM ${quoted(name)}`);
  for (const table of tables) {
    // What was filled before has counted in it.
    if (table.name === 'sqlite_sequence') connection.exec('DELETE FROM sqlite_sequence');
    fillTable(connection, table, rowsOf(table));
  }
  for (const part of triggers.filter((one) => isOfTexts(one))) drop(part);
  for (const { sql } of [...indexes, ...triggers]) connection.exec(sql ?? '');
  connection.exec('COMMIT');
  if (sorted(schemaOf(connection)).join() !== sorted(before).join()) {
    throw new Error('The guards of the file are not as they were before');
  }
}

/** Whether these books are served from the file. */
export function haveArrivedInFile(file: string, newest: Newest): boolean {
  if (!existsSync(file)) return false;
  return withConnection(openConnection(file, { readonly: true }), (connection) => {
    const read = readerOn(connection);
    return read(findMoved()) === null && read(holds(newest));
  });
}

/** @throws Error where the file has books of its own */
function requireReplaceable(file: string): void {
  if (!existsSync(file)) return;
  const connection = openConnection(file);
  try {
    if (runUnit(connection, findMoved()) === null) {
      throw new Error(
        `${file}에 이미 데이터가 있어요. It has books of its own: set DATA_DIR to another folder.`,
      );
    }
    // A new file must not find the log of the old one.
    connection.pragma('wal_checkpoint(TRUNCATE)');
  } finally {
    connection.close();
  }
  if (existsSync(`${file}-wal`)) throw new Error(`Another process has ${file} open`);
}

/**
 * A new file beside `file`, which it replaces when it is kept.
 * @throws Error where `file` is there and was not moved
 */
export function openFileTarget(
  file: string,
  { clock, tables }: { clock: Clock; tables: Table[] },
): Target {
  requireReplaceable(file);
  const part = `${file}.part`;
  discardFile(part);
  openStorage(part, clock).close();
  const connection = openConnection(part);
  requireTables(connection, tables);
  // Only a whole file is kept, and it is synced then.
  connection.pragma('journal_mode = MEMORY');
  connection.pragma('synchronous = OFF');
  connection.pragma(`cache_size = -${String(CACHE_KIB)}`);
  return {
    ...booksOn(connection, file),
    fill: (all, rowsOf) => fill(connection, all, rowsOf),
    keep: () => {
      connection.pragma('journal_mode = WAL');
      connection.close();
      publishFile(part, file);
    },
    close: () => {
      connection.close();
      discardFile(part);
    },
  };
}
