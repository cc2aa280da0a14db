/** Logs what every table holds at the end of a schedule, to compare engines. */
import { createHash } from 'node:crypto';
import { ofOneEngine } from '../../server/storage/moving/table.ts';
import { twice } from '../../server/storage/statement.ts';
import type { DeskDatabase } from './desk-database.ts';

const tables = twice(
  `SELECT name FROM pragma_table_list
    WHERE schema = 'main' AND type = 'table' AND name NOT IN (${ofOneEngine}) ORDER BY name`,
  `SELECT relname AS name FROM pg_class
    WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace
      AND relname NOT IN (${ofOneEngine}) ORDER BY relname`,
);

/** A row as text, whatever the order of its columns. */
function textOf(row: Record<string, unknown>): string {
  const cells = Object.entries(row).map(([name, value]) => [
    name,
    value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value,
  ]);
  return JSON.stringify(cells.toSorted());
}

/** @param log gets a line for each table: its name, how many rows, and a digest of them */
export function logRows(database: DeskDatabase, log: (line: string) => void): void {
  for (const { name } of database.query<{ name: string }>(tables).all()) {
    const rows = database.query<Record<string, unknown>>(`SELECT * FROM "${name}"`).all();
    const texts = rows.map((row) => textOf(row)).toSorted();
    const digest = createHash('sha256').update(texts.join('\n')).digest('hex');
    log(`rows of ${name}: ${String(rows.length)}, ${digest.slice(0, 16)}`);
  }
}
