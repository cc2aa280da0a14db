/**
 * The simulation's database on PostgreSQL: one connection for all, so that its savepoints can be
 * rolled back like those in memory.
 */
import type { Clock } from '../../server/clock.ts';
import { Database } from '../../server/sqlite.ts';
import { createDeskTime } from '../../server/storage/desk-time.ts';
import { createFileCheck } from '../../server/storage/file-check.ts';
import { PostgresConnection, slowBounds } from '../../server/storage/postgres/connection.ts';
import { migratePostgres } from '../../server/storage/postgres/migrate.ts';
import { readerOn, runUnit } from '../../server/storage/run-unit.ts';
import { prepare } from '../../server/storage/statement.ts';
import { commitListeners, type Storage } from '../../server/storage/storage.ts';
import type { Query, StatementText, Unit } from '../../server/storage/unit.ts';
import type { DeskDatabase, OwnQuery, SeenMove, UnitWatch } from './desk-database.ts';

/** Notes moves and births as the triggers of the database in memory do. */
const NOTING = `
  CREATE TEMP TABLE simulation_seen (no bigserial, id text, from_state text, cause text, to_state text);
  CREATE FUNCTION pg_temp.simulation_move() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    INSERT INTO simulation_seen (id, from_state, cause, to_state)
      VALUES (NEW.id, OLD.state, NEW.cause, NEW.state);
    RETURN NULL;
  END $$;
  CREATE FUNCTION pg_temp.simulation_birth() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    INSERT INTO simulation_seen (id) VALUES (NEW.id);
    RETURN NULL;
  END $$;
  CREATE TRIGGER simulation_moves AFTER UPDATE OF state ON operation
    FOR EACH ROW EXECUTE FUNCTION pg_temp.simulation_move();
  CREATE TRIGGER simulation_births AFTER INSERT ON operation
    FOR EACH ROW EXECUTE FUNCTION pg_temp.simulation_birth()`;

const takeSeen = prepare(`WITH taken AS (DELETE FROM simulation_seen RETURNING *)
  SELECT id, from_state AS "from", cause, to_state AS "to" FROM taken ORDER BY no`);

/** Tells the watch of each statement of a unit. */
class WatchedConnection extends PostgresConnection {
  before: ((sql: string) => void) | null = null;

  override execute(query: Query): unknown {
    if (this.before !== null) {
      this.before(typeof query.sql === 'string' ? query.sql : query.sql.sqlite);
    }
    return super.execute(query);
  }
}

function createDatabase(server: string): string {
  const admin = new PostgresConnection(server, slowBounds);
  const name = `simulation_${String(process.pid)}`;
  admin.script(`CREATE DATABASE ${name} TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'`);
  admin.close();
  const url = new URL(server);
  url.pathname = name;
  return url.href;
}

export class PostgresDatabase implements DeskDatabase {
  commits = 0;
  readonly #connection: WatchedConnection;
  #watch: UnitWatch | null = null;

  /** @param server the address of a superuser, who makes a database for this run */
  constructor(server: string) {
    this.#connection = new WatchedConnection(createDatabase(server), slowBounds);
    migratePostgres(this.#connection);
    this.#connection.script(NOTING);
    // Nothing is ever committed: each schedule is rolled back.
    this.#connection.script('BEGIN');
  }

  storage(clock: Clock): Storage {
    const { subscribe, tell } = commitListeners();
    const read = <Result>(unit: Unit<Result>) => this.#readBeside(unit);
    return {
      name: ':memory:',
      clock,
      time: createDeskTime(clock, read),
      check: createFileCheck('sound'),
      read,
      transact: <Result>(work: () => Unit<Result>) =>
        new Promise<Result>((resolve) => {
          const result = this.#runUnit(work);
          tell();
          resolve(result);
        }),
      subscribe,
      snapshot: () => ({ read, close: () => undefined }),
      close: () => undefined,
    };
  }

  /** A read beside a unit is none of its statements. */
  #readBeside<Result>(unit: Unit<Result>): Result {
    const connection = this.#connection;
    const { before } = connection;
    connection.before = null;
    try {
      return runUnit(connection, unit);
    } finally {
      connection.before = before;
    }
  }

  #runUnit<Result>(work: () => Unit<Result>): Result {
    const connection = this.#connection;
    const watch = this.#watch;
    watch?.step('begin', 'BEGIN IMMEDIATE');
    connection.script('SAVEPOINT unit');
    connection.inTransaction = true;
    connection.before = (sql) => watch?.step('statement', sql);
    let result: Result;
    try {
      result = runUnit(connection, work());
      watch?.step('commit', 'COMMIT');
    } catch (error) {
      connection.before = null;
      connection.inTransaction = false;
      connection.script('ROLLBACK TO unit; RELEASE unit');
      throw error;
    }
    connection.before = null;
    connection.inTransaction = false;
    const seen = readerOn(connection)(takeSeen.all()) as (SeenMove | { id: string; to: null })[];
    connection.script('RELEASE unit');
    this.commits += 1;
    const moves = seen.filter((one): one is SeenMove => one.to !== null);
    watch?.committed(
      moves,
      seen.filter(({ to }) => to === null).map(({ id }) => id),
    );
    if (watch?.losesCommit() === true) {
      throw new Database.SqliteError('the answer to COMMIT was lost', 'SQLITE_IOERR');
    }
    return result;
  }

  query<Row>(sql: StatementText): OwnQuery<Row> {
    const read = readerOn(this.#connection);
    const statement = prepare(sql);
    return {
      get: (...values) => read(statement.get(...values)) as Row | undefined,
      all: (...values) => read(statement.all(...values)) as Row[],
    };
  }

  runBeside(unit: Unit<void>): void {
    runUnit(this.#connection, unit);
  }

  beginSchedule(watch: UnitWatch): void {
    this.#connection.script('SAVEPOINT schedule');
    this.commits += 1;
    this.#watch = watch;
  }

  endSchedule(): void {
    this.#watch = null;
    this.#connection.script('ROLLBACK TO schedule; RELEASE schedule');
  }

  takeBackup(): void {
    this.#connection.script('SAVEPOINT backup');
  }

  restoreBackup(): void {
    this.#connection.script('ROLLBACK TO backup');
    this.commits += 1;
  }

  close(): void {
    this.#connection.close();
  }
}
