/**
 * One in-memory database for a whole run, migrated once by the product's migrations. Each schedule
 * runs inside a savepoint that is rolled back at its end, so prepared statements stay valid; a
 * backup is a savepoint too, and restoring it rolls back to it.
 */
import type { Database as SqliteDatabase, RunResult, Statement } from 'better-sqlite3';
import { Database } from '../../server/sqlite.ts';
import type { Connection } from '../../server/storage/connection.ts';
import { migrate } from '../../server/storage/migrate.ts';
import type { OperationState } from '../../shared/operation.ts';

/** The step of a unit of work: before its BEGIN, at a statement, or at its COMMIT. */
export type UnitStep = 'begin' | 'statement' | 'commit';

/** One transition of an operation, recorded by a trigger of the simulation. */
export interface SeenMove {
  id: string;
  from: OperationState;
  cause: string;
  to: OperationState;
}

/** Observes units of work; may throw to make a step fail. */
export interface UnitWatch {
  step(step: UnitStep, sql: string): void;
  /** @param born ids of the operations that the unit recorded */
  committed(moves: readonly SeenMove[], born: readonly string[]): void;
  /** Called after a commit: whether the caller gets an error in spite of it. */
  losesCommit(): boolean;
}

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

export class DeskDatabase {
  /** The raw connection, for reading what is committed. */
  readonly raw: SqliteDatabase;
  /** The product's writer. */
  readonly writer: Connection;
  /** The product's reader outside of units of work. */
  readonly reader: Connection;
  /** Number of commits; what was read from the tables can be cached until the next one. */
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
    this.raw = db;
    this.#unit = {
      open: db.prepare('SAVEPOINT unit'),
      rollBack: db.prepare('ROLLBACK TO unit'),
      release: db.prepare('RELEASE unit'),
    };
    this.writer = this.#connection((sql) => {
      if (this.#inUnit) this.#watch?.step('statement', sql);
    });
    this.reader = this.#connection(null);
  }

  #connection(before: ((sql: string) => void) | null): Connection {
    const isInUnit = () => before !== null && this.#inUnit;
    const connection = {
      get inTransaction() {
        return isInUnit();
      },
      prepare: (sql: string) => new WatchedStatement(this.raw.prepare(sql), before),
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

  /** A statement of the simulation itself, prepared once. */
  query<Row>(sql: string): Statement<unknown[], Row> {
    let statement = this.#queries.get(sql);
    if (statement === undefined) {
      statement = this.raw.prepare(sql);
      this.#queries.set(sql, statement);
    }
    return statement as Statement<unknown[], Row>;
  }

  /**
   * Whether a desk set to v1 reads a payment by v2: it has sent a refund of it by v2, or may have
   * before a restore. In SQL of the simulation's own, so that a fault in the desk's is noticed.
   */
  hasRefundByV2(payToken: string): boolean {
    const row = this.query<{ found: number }>(
      `SELECT (SELECT count(*) FROM operation WHERE pay_token = payment.pay_token
            AND kind = 'refund' AND api_version = 'v2'
            AND (state <> 'declined' OR cause = 'backup-restored'))
          + (quarantined = 1 AND EXISTS (SELECT 1 FROM operation
              WHERE api_version = 'v2' AND sent_at IS NOT NULL)) AS found
        FROM payment WHERE pay_token = ?`,
    ).get(payToken);
    return row !== undefined && row.found !== 0;
  }

  /** Opens a schedule's savepoint; `endSchedule` rolls it back. */
  beginSchedule(watch: UnitWatch): void {
    this.query('SAVEPOINT schedule').run();
    this.commits += 1;
    this.#watch = watch;
  }

  endSchedule(): void {
    this.#watch = null;
    this.query('ROLLBACK TO schedule').run();
    this.query('RELEASE schedule').run();
  }

  /** Takes a backup of everything that is committed. */
  takeBackup(): void {
    this.query('SAVEPOINT backup').run();
  }

  /** Restores the backup; it can be restored again. */
  restoreBackup(): void {
    this.query('ROLLBACK TO backup').run();
    this.commits += 1;
  }

  close(): void {
    this.raw.close();
  }
}
