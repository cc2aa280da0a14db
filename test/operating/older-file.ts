/**
 * Converts a present data file into one of an older build, because there is no older build to run.
 */
import { renameSync, rmSync } from 'node:fs';
import { openConnection, type Connection } from '../../server/storage/connection.ts';
import { deskMigration } from '../../server/storage/migrations/0001-desk.ts';
import { staffMigration } from '../../server/storage/migrations/0002-staff.ts';
import { decisionsMigration } from '../../server/storage/migrations/0003-decisions.ts';
import { runUnit } from '../../server/storage/run-unit.ts';
import type { Unit } from '../../server/storage/unit.ts';
import { prepare } from '../../server/storage/statement.ts';

/** The schema of the files that this makes: the oldest that can mark a copy. */
export const OLDER_SCHEMA = 3;

const migrations = [deskMigration, staffMigration, decisionsMigration];

function createOlder(file: string): Connection {
  const older = openConnection(file);
  older.pragma('foreign_keys = OFF');
  for (const { sql } of migrations) older.exec(sql);
  older.pragma(`user_version = ${String(OLDER_SCHEMA)}`);
  return older;
}

function* columnsOf(schema: string, table: string): Unit<string[]> {
  return (yield* prepare('SELECT name FROM pragma_table_info(?, ?)').values(
    table,
    schema,
  )) as string[];
}

/** Rows are inserted without the triggers, which would refuse operations that are not new. */
function* copyRows(): Unit<void> {
  const triggers = (yield* prepare(
    "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'",
  ).all()) as { name: string; sql: string }[];
  for (const { name } of triggers) yield* prepare(`DROP TRIGGER ${name}`).run();
  const tables =
    (yield* prepare(`SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'
        AND name <> 'operation_transition'`).values()) as string[];
  for (const table of tables) {
    const there = new Set(yield* columnsOf('present', table));
    const columns = (yield* columnsOf('main', table)).filter((name) => there.has(name));
    const list = columns.join(', ');
    yield* prepare(
      `INSERT INTO main.${table} (${list}) SELECT ${list} FROM present.${table}`,
    ).run();
  }
  for (const { sql } of triggers) yield* prepare(sql).run();
}

/** Creates an empty file of the older schema. */
export function createOlderFile(file: string): void {
  createOlder(file).close();
}

/** Converts the data file of a stopped desk into what the older build would have written. */
export function makeOlder(file: string): void {
  const aside = `${file}.older`;
  const older = createOlder(aside);
  older.prepare('ATTACH ? AS present').run(file);
  older.transaction(() => runUnit(older, copyRows()))();
  older.exec('DETACH present');
  older.close();
  for (const suffix of ['', '-wal', '-shm']) rmSync(`${file}${suffix}`, { force: true });
  renameSync(aside, file);
}
