/** Whether the books of both engines hold the same, row by row and in their sums. */
import { createHash } from 'node:crypto';
import { storable } from '../postgres/connection.ts';
import { prepare } from '../statement.ts';
import type { Books, Row } from './books.ts';
import { quoted, type Table } from './table.ts';

export interface TableFacts {
  name: string;
  rows: number;
  /** Of each column of whole numbers. */
  sums: Record<string, number>;
  /** SHA-256, base64url, of all columns of all rows in the order of the key. */
  digest: string;
}

function sumsOf({ read }: Books, { name, numbers }: Table): Pick<TableFacts, 'rows' | 'sums'> {
  const sums = numbers.map((column) => `, coalesce(sum(${quoted(column)}), 0)`).join('');
  const [row = []] = read(prepare(`SELECT count(*)${sums} FROM ${quoted(name)}`).arrays());
  const [rows = 0, ...found] = row.map(Number);
  return { rows, sums: Object.fromEntries(numbers.map((column, at) => [column, found[at] ?? 0])) };
}

/** A text of PostgreSQL can't hold all that one of SQLite can. */
const shown = (row: Row | undefined) => (row && JSON.stringify(row.map(storable))) ?? '';

/** The key of a row, for messages. */
function keyOf({ columns, key }: Table, row: Row | undefined): string {
  return JSON.stringify(key.map((column) => row?.[columns.indexOf(column)]));
}

function compareRows(table: Table, here: Iterable<Row>, there: Iterable<Row>) {
  const hash = createHash('sha256');
  const others = there[Symbol.iterator]();
  const differing: string[] = [];
  const note = (row: Row | undefined) => differing.push(keyOf(table, row));
  for (const row of here) {
    const text = shown(row);
    hash.update(text).update('\n');
    const other = others.next();
    const isSame = other.done !== true && shown(other.value) === text;
    if (!isSame && differing.length === 0) note(row);
  }
  for (let other = others.next(); other.done !== true; other = others.next()) {
    if (differing.length === 0) note(other.value);
  }
  return { digest: hash.digest('base64url'), firstDiffering: differing[0] };
}

/** @returns what `source` holds, and a sentence for each difference */
export function compareBooks(source: Books, target: Books, tables: readonly Table[]) {
  const facts: TableFacts[] = [];
  const differences: string[] = [];
  for (const table of tables) {
    const { name } = table;
    const [from, to] = [sumsOf(source, table), sumsOf(target, table)];
    const differ = (what: string, one: number, other: number) => {
      if (one !== other)
        differences.push(`${name}: ${what} ${String(one)} became ${String(other)}`);
    };
    differ('rows', from.rows, to.rows);
    for (const [column, sum] of Object.entries(from.sums)) {
      differ(`the sum of ${column}`, sum, to.sums[column] ?? 0);
    }
    const [here, there] = [source.rows(table, 'by-key'), target.rows(table, 'by-key')];
    const { digest, firstDiffering } = compareRows(table, here, there);
    if (firstDiffering !== undefined) {
      differences.push(`${name}: the row ${firstDiffering} differs`);
    }
    facts.push({ name, ...from, digest });
  }
  return { facts, differences };
}
