/**
 * The simulation's database in memory: prepared statements stay valid from schedule to schedule,
 * since each ends by rolling back to its savepoint.
 */
import type { Database as SqliteDatabase, RunResult, Statement } from 'better-sqlite3';
import type { Clock } from '../../server/clock.ts';
import { Database } from '../../server/sqlite.ts';
import type { Connection } from '../../server/storage/connection.ts';
import { migrate } from '../../server/storage/migrate.ts';
import { runUnit } from '../../server/storage/run-unit.ts';
import { storageOver, type Storage } from '../../server/storage/storage.ts';
import type { StatementText, Unit } from '../../server/storage/unit.ts';
import type { DeskDatabase, SeenMove, UnitWatch } from './desk-database.ts';

type Values = readonly unknown[];

type Row = Record<string, unknown>;
/**
 * better-sqlite3 builds an object for every row, which takes most of the time for a wide table.
 * Fetching raw values and naming them here is faster.
 */
function nameValues(names: readonly string[], values: Values): Row {
  const row: Row = {};
  for (let index = 0; index < names.length; index += 1) row[names[index]!] = values[index];
  return row;
}

/** A statement that notifies the watch before it runs. */
class WatchedStatement {
  readonly #inner: Statement;
  readonly #before: ((sql: string) => void) | null;
  #names: readonly string[] | null = null;
  /** Gives rows as better-sqlite3 does. */
  #isPlain = false;

  constructor(inner: Statement, before: ((sql: string) => void) | null) {
    this.#inner = inner;
    this.#before = before;
  }

  pluck(): this {
    this.#inner.pluck();
    this.#isPlain = true;
    return this;
  }

  raw(): this {
    this.#inner.raw();
    this.#isPlain = true;
    return this;
  }

  /** The column names; from here on the statement returns raw values. */
  #named(): readonly string[] {
    if (this.#names === null) {
      this.#names = this.#inner.columns().map(({ name }) => name);
      this.#inner.raw(true);
    }
    return this.#names;
  }

  all(...values: Values): unknown[] {
    this.#before?.(this.#inner.source);
    if (this.#isPlain) return this.#inner.all(...values);
    const names = this.#named();
    return this.#inner.all(...values).map((found) => nameValues(names, found as Values));
  }

  get(...values: Values): unknown {
    this.#before?.(this.#inner.source);
    if (this.#isPlain) return this.#inner.get(...values);
    const names = this.#named();
    const found = this.#inner.get(...values);
    return found === undefined ? undefined : nameValues(names, found as Values);
  }

  run(...values: Values): RunResult {
    this.#before?.(this.#inner.source);
    return this.#inner.run(...values);
  }
}

export class InMemoryDatabase implements DeskDatabase {
  /** The raw connection, for reading what is committed. */
  readonly #raw: SqliteDatabase;
  /** The product's writer. */
  readonly #writer: Connection;
  /** The product's reader outside of units of work. */
  readonly #reader: Connection;
  commits = 0;
  #watch: UnitWatch | null = null;
  #inUnit = false;
  #moves: SeenMove[] = [];
  #born: string[] = [];
  readonly #queries = new Map<string, Statement>();
  readonly #unit: Record<'open' | 'rollBack' | 'release', Statement>;

  constructor() {
    const db = new Database(':memory:');
    // As in server/storage/connection.ts; a journal in memory has nothing to sync.
    for (const pragma of ['synchronous = FULL', 'foreign_keys = ON', 'recursive_triggers = ON']) {
      db.pragma(pragma);
    }
    migrate(db);
    db.function('simulation_moved', (id, from, cause, to) => {
      this.#moves.push({ id, from, cause, to });
      return null;
    });
    // Also where state and cause stay: a person resolves an operation once more.
    db.exec(`CREATE TEMP TRIGGER simulation_moves AFTER UPDATE OF state ON main.operation
      BEGIN SELECT simulation_moved(NEW.id, OLD.state, NEW.cause, NEW.state); END`);
    db.function('simulation_born', (id) => {
      this.#born.push(id);
      return null;
    });
    db.exec(`CREATE TEMP TRIGGER simulation_births AFTER INSERT ON main.operation
      BEGIN SELECT simulation_born(NEW.id); END`);
    this.#raw = db;
    this.#unit = {
      open: db.prepare('SAVEPOINT unit'),
      rollBack: db.prepare('ROLLBACK TO unit'),
      release: db.prepare('RELEASE unit'),
    };
    this.#writer = this.#connection((sql) => {
      if (this.#inUnit) this.#watch?.step('statement', sql);
    });
    this.#reader = this.#connection(null);
  }

  #connection(before: ((sql: string) => void) | null): Connection {
    const isInUnit = () => before !== null && this.#inUnit;
    const connection = {
      get inTransaction() {
        return isInUnit();
      },
      prepare: (sql: string) => new WatchedStatement(this.#raw.prepare(sql), before),
      transaction: <Given extends unknown[], T>(work: (...given: Given) => T) => ({
        immediate: (...given: Given) => this.#runUnit(() => work(...given)),
      }),
    };
    return connection as unknown as Connection;
  }

  #runUnit<T>(work: () => T): T {
    const { open, rollBack, release } = this.#unit;
    this.#watch?.step('begin', 'BEGIN IMMEDIATE');
    open.run();
    this.#inUnit = true;
    this.#moves = [];
    this.#born = [];
    try {
      const result = work();
      this.#watch?.step('commit', 'COMMIT');
      release.run();
      this.commits += 1;
      this.#inUnit = false;
      this.#watch?.committed(this.#moves, this.#born);
      if (this.#watch?.losesCommit() === true) {
        throw new Database.SqliteError('the answer to COMMIT was lost', 'SQLITE_IOERR');
      }
      return result;
    } catch (error) {
      if (this.#inUnit) {
        rollBack.run();
        release.run();
        this.#inUnit = false;
      }
      throw error;
    }
  }

  storage(clock: Clock): Storage {
    const [writer, reader] = [this.#writer, this.#reader];
    return storageOver({ file: ':memory:', clock, writer, reader });
  }

  query<Row>(sql: StatementText): Statement<unknown[], Row> {
    return this.#own(typeof sql === 'string' ? sql : sql.sqlite) as Statement<unknown[], Row>;
  }

  runBeside(unit: Unit<void>): void {
    runUnit(this.#raw, unit);
  }

  #own(sql: string): Statement {
    let statement = this.#queries.get(sql);
    if (statement === undefined) {
      statement = this.#raw.prepare(sql);
      this.#queries.set(sql, statement);
    }
    return statement;
  }

  beginSchedule(watch: UnitWatch): void {
    this.#own('SAVEPOINT schedule').run();
    this.commits += 1;
    this.#watch = watch;
  }

  endSchedule(): void {
    this.#watch = null;
    this.#own('ROLLBACK TO schedule').run();
    this.#own('RELEASE schedule').run();
  }

  takeBackup(): void {
    this.#own('SAVEPOINT backup').run();
  }

  restoreBackup(): void {
    this.#own('ROLLBACK TO backup').run();
    this.commits += 1;
  }

  close(): void {
    this.#raw.close();
  }
}
