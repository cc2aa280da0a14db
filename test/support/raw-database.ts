/** Reaches a database past the desk's code, as a bug or another program would. */
import { openConnection } from '../../server/storage/connection.ts';
import { PostgresConnection } from '../../server/storage/postgres/connection.ts';
import { runUnit, type AnyConnection } from '../../server/storage/run-unit.ts';
import { prepare } from '../../server/storage/statement.ts';
import type { StatementText, Unit } from '../../server/storage/unit.ts';

export interface Refusal {
  /** Such as `UPDATE OF note ON payment`. */
  change: string;
  /** On NEW and OLD; absent: each row. */
  when?: string;
  message: string;
}

/** A connection beside the desk's, with its settings. Statements have `?` or `@name`. */
export interface RawDatabase {
  /** @returns the number of changed rows */
  run(sql: StatementText, ...parameters: unknown[]): number;
  /** The first row. */
  get(sql: StatementText, ...parameters: unknown[]): unknown;
  all(sql: StatementText, ...parameters: unknown[]): unknown[];
  /** The first column of the first row. */
  value(sql: StatementText, ...parameters: unknown[]): unknown;
  /** The first column of every row. */
  values(sql: StatementText, ...parameters: unknown[]): unknown[];
  unit<Result>(unit: Unit<Result>): Result;
  /** Runs a text of several statements without parameters. */
  script(sql: string): void;
  /** Runs `work` in a transaction. It is undone where `work` throws. */
  together(work: () => void): void;
  /** Runs `work` in a transaction, and undoes it. */
  undone(work: () => void): void;
  /** Has a trigger refuse rows from now on. */
  refuse(trigger: string, refused: Refusal): void;
  dropTrigger(name: string, table: string): void;
  /** From now on this connection may break foreign keys. */
  forgetForeignKeys(): void;
}

/** Whether it is the address of a database on PostgreSQL; otherwise it is the path of a file. */
export const isAddress = (database: string) => database.startsWith('postgres');

export interface OpenRawDatabase extends RawDatabase {
  close(): void;
}

function connectionTo(database: string): AnyConnection {
  return isAddress(database) ? new PostgresConnection(database) : openConnection(database);
}

/** Connects with the first statement. @param database a file, or an address of PostgreSQL */
export function openRawDatabase(database: string): OpenRawDatabase {
  let opened: AnyConnection | null = null;
  const connected = () => (opened ??= connectionTo(database));
  const unit = <Result>(work: Unit<Result>) => runUnit(connected(), work);
  const script = (sql: string) => {
    const connection = connected();
    if (connection instanceof PostgresConnection) connection.script(sql);
    else connection.exec(sql);
  };
  return {
    run: (sql, ...parameters) => unit(prepare(sql).run(...parameters)),
    get: (sql, ...parameters) => unit(prepare(sql).get(...parameters)),
    all: (sql, ...parameters) => unit(prepare(sql).all(...parameters)),
    value: (sql, ...parameters) => unit(prepare(sql).value(...parameters)),
    values: (sql, ...parameters) => unit(prepare(sql).values(...parameters)),
    unit,
    script,
    together: (work) => {
      script('BEGIN');
      try {
        work();
      } catch (error) {
        script('ROLLBACK');
        throw error;
      }
      script('COMMIT');
    },
    undone: (work) => {
      script('BEGIN');
      try {
        work();
      } finally {
        script('ROLLBACK');
      }
    },
    refuse: (trigger, { change, when = '1 = 1', message }) => {
      const act = isAddress(database)
        ? `EXECUTE FUNCTION refuse('${message}')`
        : `BEGIN SELECT RAISE(ABORT, '${message}'); END`;
      script(`CREATE TRIGGER ${trigger} BEFORE ${change} FOR EACH ROW WHEN (${when}) ${act}`);
    },
    dropTrigger: (name, table) =>
      script(`DROP TRIGGER ${name}${isAddress(database) ? ` ON ${table}` : ''}`),
    forgetForeignKeys: () =>
      script(
        isAddress(database)
          ? 'SET session_replication_role = replica'
          : 'PRAGMA foreign_keys = OFF',
      ),
    close: () => {
      opened?.close();
      opened = null;
    },
  };
}
