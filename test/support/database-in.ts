/** The database of a desk under test, on either engine. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../../server/clock.ts';
import { migratePostgres } from '../../server/storage/postgres/migrate.ts';
import { openPostgresStorage } from '../../server/storage/postgres/postgres-storage.ts';
import { openStorage, type Storage } from '../../server/storage/storage.ts';
import { testEngine, type Engine } from './engine.ts';
import { createTestDatabase, type Fill, type TestDatabase } from './postgres.ts';
import { isAddress, openRawDatabase } from './raw-database.ts';

export interface DatabaseOfFolder {
  /** Path of the file, or the address of the database. */
  place: string;
  /** Drops a database on PostgreSQL; files go with their folder. */
  drop(): void;
}

const ofFolders = new Map<string, TestDatabase>();

/** A desk under test is given the lead in term 0, and takes none. */
const givenLead: Fill = (connection) => {
  migratePostgres(connection);
  connection.script('UPDATE desk_lead SET beat_at = clock_timestamp()');
};

/** The same one for a folder until it is dropped. @param name of the file */
export function databaseIn(
  dir: string,
  name: string,
  engine: Engine = testEngine,
): DatabaseOfFolder {
  if (engine === 'sqlite') return { place: join(dir, name), drop: () => undefined };
  const database = ofFolders.get(dir) ?? createTestDatabase(givenLead);
  ofFolders.set(dir, database);
  return {
    place: database.url,
    drop: () => {
      if (ofFolders.delete(dir)) database.drop();
    },
  };
}

/** Opens a desk's storage as a desk does that leads. @param place a file, or an address */
export function openStorageAt(place: string, clock: Clock): Storage {
  return isAddress(place)
    ? openPostgresStorage({ url: place, clock, term: 0, onLost: () => undefined })
    : openStorage(place, clock);
}

function rowsOf(address: string): string[] {
  const db = openRawDatabase(address);
  try {
    const tables = db.values("SELECT tablename FROM pg_tables WHERE schemaname = 'public'");
    return tables.flatMap((table) =>
      db.values(`SELECT stored::text FROM "${String(table)}" AS stored`).map(String),
    );
  } finally {
    db.close();
  }
}

/** All that a desk has stored: the files of its folder, and each row on PostgreSQL. */
export function storedBytes({ dir, database }: { dir: string; database: string }): Buffer {
  const names = readdirSync(dir, { recursive: true, encoding: 'utf8', withFileTypes: true });
  const files = names.filter((entry) => entry.isFile());
  return Buffer.concat([
    ...files.map(({ parentPath, name }) => readFileSync(join(parentPath, name))),
    ...(isAddress(database) ? rowsOf(database).map((row) => Buffer.from(row)) : []),
  ]);
}
