/** Runs the same tests on both engines, and reaches the database past the desk's code. */
import { describe } from 'vitest';
import { systemClock, type Clock } from '../../server/clock.ts';
import { openConnection } from '../../server/storage/connection.ts';
import { PostgresConnection } from '../../server/storage/postgres/connection.ts';
import { migratePostgres } from '../../server/storage/postgres/migrate.ts';
import { openPostgresStorage } from '../../server/storage/postgres/postgres-storage.ts';
import { runUnit, type AnyConnection } from '../../server/storage/run-unit.ts';
import { prepare } from '../../server/storage/statement.ts';
import type { Storage } from '../../server/storage/storage.ts';
import type { Place, StatementText, Unit } from '../../server/storage/unit.ts';
import { openTestStorage } from './open-test-storage.ts';
import { createTestDatabase, describeOnPostgres } from './postgres.ts';

export type Engine = Place['engine'];

/** Calls `define` for SQLite and, where it is there, for PostgreSQL. */
export function describeOnEachEngine(define: (engine: Engine) => void): void {
  describe('on SQLite', () => define('sqlite'));
  describeOnPostgres('on PostgreSQL', () => define('postgres'));
}

/** What both engines' messages say of a broken constraint. */
export const broken = {
  check: /check constraint/i,
  unique: /unique constraint/i,
  notNull: /not[- ]null/i,
};

/** A connection beside the desk's, with its settings. Statements have `?` or `@name`. */
export interface RawDatabase {
  /** @returns the number of changed rows */
  run(sql: StatementText, ...parameters: unknown[]): number;
  /** The first row. */
  get(sql: StatementText, ...parameters: unknown[]): unknown;
  all(sql: StatementText, ...parameters: unknown[]): unknown[];
  /** The first column of the first row. */
  value(sql: StatementText, ...parameters: unknown[]): unknown;
  unit<Result>(unit: Unit<Result>): Result;
  /** Runs a text of several statements without parameters. */
  script(sql: string): void;
  /** Runs `work` in a transaction, and undoes it. */
  undone(work: () => void): void;
}

function rawDatabase(connection: AnyConnection): RawDatabase {
  const unit = <Result>(work: Unit<Result>) => runUnit(connection, work);
  const script = (sql: string) => {
    if (connection instanceof PostgresConnection) connection.script(sql);
    else connection.exec(sql);
  };
  return {
    run: (sql, ...parameters) => unit(prepare(sql).run(...parameters)),
    get: (sql, ...parameters) => unit(prepare(sql).get(...parameters)),
    all: (sql, ...parameters) => unit(prepare(sql).all(...parameters)),
    value: (sql, ...parameters) => unit(prepare(sql).value(...parameters)),
    unit,
    script,
    undone: (work) => {
      script('BEGIN');
      try {
        work();
      } finally {
        script('ROLLBACK');
      }
    },
  };
}

export interface EngineTest {
  storage: Storage;
  db: RawDatabase;
  close(): void;
}

/** A desk's storage on a new database of the engine, and a connection beside it. */
export function openOn(engine: Engine, clock: Clock = systemClock): EngineTest {
  if (engine === 'sqlite') {
    const test = openTestStorage(clock);
    const connection = openConnection(test.file);
    return {
      storage: test.storage,
      db: rawDatabase(connection),
      close: () => {
        connection.close();
        test.close();
      },
    };
  }
  const { url, drop } = createTestDatabase(migratePostgres);
  const storage = openPostgresStorage({ url, clock, term: 0, onLost: () => undefined });
  const connection = new PostgresConnection(url);
  return {
    storage,
    db: rawDatabase(connection),
    close: () => {
      connection.close();
      storage.close();
      drop();
    },
  };
}
