/**
 * A connection to PostgreSQL that is asked synchronously, as SQLite is: a thread holds it, and the
 * asking thread waits for each answer. So one source of units runs on both engines with the same
 * interleavings: nothing of another request comes between a unit's check and its act.
 */
import type { Query } from '../unit.ts';
import { linkOfThread, type Question } from './link.ts';
import { translated } from './statement-text.ts';
import type { Told } from './thread-messages.ts';

/** PostgreSQL refused a statement, with its SQLSTATE. */
class PostgresError extends Error {
  readonly code: string;

  constructor(message: string, code: string) {
    super(message);
    this.name = 'PostgresError';
    this.code = code;
  }
}

/**
 * The connection ended, or an answer did not come in time. What was asked last may be stored or
 * not; in particular a COMMIT.
 */
export class ConnectionLost extends Error {
  readonly code = 'CONNECTION_LOST';

  constructor(why: string) {
    super(`PostgreSQL can't be reached: ${why}`);
    this.name = 'ConnectionLost';
  }
}

interface ConnectionBounds {
  /** Longest wait for an answer, in which the event loop stands still. */
  answerMs: number;
  /** PostgreSQL ends a session that stands still inside of a transaction. */
  idleInTransactionMs: number;
}

const connectionBounds: ConnectionBounds = { answerMs: 3000, idleInTransactionMs: 2000 };

/** For reads that may be slow, of a thread that nobody else waits for. */
export const slowBounds: ConnectionBounds = { answerMs: 60_000, idleInTransactionMs: 0 };

/** For statements over all rows of large tables. */
export const longBounds: ConnectionBounds = { answerMs: 3_600_000, idleInTransactionMs: 0 };

/** The address without user and password, for messages. */
export function shownAddress(url: string): string {
  const { host, pathname } = new URL(url);
  return `${host}${pathname}`;
}

/** PostgreSQL cancels a statement this long before nobody waits for it any more. */
const CANCEL_MS = 500;

/** Settings of a session that answers depend on. */
function withSettings(url: string, { answerMs, idleInTransactionMs }: ConnectionBounds): string {
  const address = new URL(url);
  const settings = {
    TimeZone: 'UTC',
    DateStyle: 'ISO',
    standard_conforming_strings: 'on',
    default_transaction_isolation: 'read\\ committed',
    idle_in_transaction_session_timeout: String(idleInTransactionMs),
    // So that one slow statement fails alone instead of ending the connection.
    statement_timeout: String(answerMs - CANCEL_MS),
    // Compiling a statement takes longer than the desk's statements take.
    jit: 'off',
  };
  const given = Object.entries(settings).map(([name, value]) => `-c ${name}=${value}`);
  address.searchParams.set('options', given.join(' '));
  return address.href;
}

/**
 * Lifts limits that a role or database may have: a quiet shop would lose its lead again and again.
 * Only those that the server knows, so that one of another version can still be asked which it is.
 */
const LIFT_LIMITS = `SELECT set_config(name, '0', false) FROM pg_settings
  WHERE name IN ('idle_session_timeout', 'lock_timeout', 'transaction_timeout')`;

/** Statements beyond this are parsed at each run. */
const MOST_PREPARED = 500;
/** A text of PostgreSQL can't hold NUL; this sign stands for it. */
const NUL_SIGN = '\u2400';

/** A value as PostgreSQL takes it. */
export const storable = (value: unknown): unknown =>
  typeof value === 'string' && value.includes('\0') ? value.replaceAll('\0', NUL_SIGN) : value;

/** Parameters in the order of the text's `$n`. */
function valuesOf(names: readonly string[] | null, parameters: readonly unknown[]): unknown[] {
  if (names === null) return parameters.map(storable);
  const [members] = parameters as [Record<string, unknown>];
  return names.map((name) => storable(members[name]));
}

type Answer = Exclude<Told, { error: unknown }>;

/** Numbers the connections of this thread. */
let opened = 0;

/**
 * One session of PostgreSQL. It does not reconnect: after a lost answer the desk has to look what
 * was stored before it acts, so whoever opened the connection begins again.
 */
export class PostgresConnection {
  /** The address without user and password. */
  readonly name: string;
  inTransaction = false;
  readonly #bounds: ConnectionBounds;
  readonly #number: number;
  readonly #link = linkOfThread();
  readonly #names = new Map<string, string>();
  #lost: ConnectionLost | null = null;
  #whenLost: ((lost: ConnectionLost) => void) | null = null;

  /** @throws ConnectionLost, PostgresError when the server can't be reached or refuses */
  constructor(url: string, bounds: ConnectionBounds = connectionBounds) {
    this.name = shownAddress(url);
    this.#bounds = bounds;
    this.#number = opened += 1;
    this.#ask({ is: 'open', connection: this.#number, url: withSettings(url, bounds) });
    this.script(LIFT_LIMITS);
  }

  /** Whether the connection has ended. */
  get isLost(): boolean {
    return this.#lost !== null;
  }

  /** Calls back once when the connection has ended by itself. */
  onLost(call: (lost: ConnectionLost) => void): void {
    this.#whenLost = call;
  }

  /**
   * Runs one statement of a unit.
   * @throws PostgresError when the server refuses it
   * @throws ConnectionLost when it is unknown whether it ran
   */
  execute({ sql, parameters, take }: Query): unknown {
    const { text, names } = translated(typeof sql === 'string' ? sql : sql.postgres);
    const isArrays = take === 'arrays' || take === 'value' || take === 'values';
    const { rows, changes } = this.#ask({
      is: 'query',
      connection: this.#number,
      text,
      parameters: valuesOf(names, parameters),
      ...this.#preparedName(text),
      rows: isArrays ? 'arrays' : 'objects',
    });
    switch (take) {
      case 'all':
      case 'arrays':
        return rows;
      case 'first':
        return rows[0];
      case 'values':
        return (rows as unknown[][]).map(([value]) => value);
      case 'value':
        return (rows as unknown[][])[0]?.[0];
      case 'changes':
        return changes;
    }
  }

  /** Runs a text of one or more statements without parameters. @returns the last one's rows */
  script(text: string): unknown[] {
    const question = { is: 'query', connection: this.#number, text, rows: 'objects' } as const;
    return this.#ask(question).rows;
  }

  /**
   * Runs `work` in a transaction.
   * @param begin the statements that begin it; their last one's rows go to `work`
   * @throws what `work` threw, and nothing is stored then
   * @throws ConnectionLost when it is unknown whether it was stored
   */
  transaction<Result>(begin: string, work: (rows: unknown[]) => Result): Result {
    let result: Result;
    this.inTransaction = true;
    try {
      result = work(this.script(begin));
    } catch (error) {
      this.#rollBack();
      throw error;
    }
    this.commit();
    return result;
  }

  /**
   * Ends a transaction that a script began.
   * @throws Error when nothing was stored
   * @throws ConnectionLost when it is unknown whether it was stored
   */
  commit(): void {
    this.inTransaction = false;
    const { command, warnings } = this.#ask({
      ...{ is: 'query', connection: this.#number, text: 'COMMIT', rows: 'objects' },
    });
    // A statement was refused, and the work went on as if it were not.
    if (command !== 'COMMIT') throw new Error(`COMMIT was answered with ${command}`);
    // Written here, but a standby may not have it: nobody may act on it.
    if (warnings.length > 0) throw this.#end(`COMMIT was answered with: ${warnings.join('; ')}`);
  }

  close(): void {
    this.#lost ??= new ConnectionLost('the connection was closed');
    this.#whenLost = null;
    this.#link.ask({ is: 'end', connection: this.#number }, this.#bounds.answerMs);
  }

  #rollBack(): void {
    this.inTransaction = false;
    if (this.isLost) return;
    try {
      this.script('ROLLBACK');
    } catch {
      // The error that led here says more, and PostgreSQL ends an unfinished transaction.
      this.#end('a transaction could not be rolled back');
    }
  }

  #preparedName(text: string): { name?: string } {
    const known = this.#names.get(text);
    if (known !== undefined) return { name: known };
    if (this.#names.size >= MOST_PREPARED) return {};
    const name = `s${String(this.#names.size)}`;
    this.#names.set(text, name);
    return { name };
  }

  #ask(question: Question): Answer {
    if (this.#lost !== null) throw this.#lost;
    const told = this.#link.ask(question, this.#bounds.answerMs);
    if (told === null) throw this.#end(`no answer within ${String(this.#bounds.answerMs)} ms`);
    if (!('error' in told)) return told;
    const { message, code, isLost } = told.error;
    if (isLost || code === undefined) throw this.#end(message);
    throw new PostgresError(message, code);
  }

  /** Ends the connection, so that a late statement can't run any more. */
  #end(why: string): ConnectionLost {
    const lost = new ConnectionLost(why);
    this.#lost = lost;
    this.inTransaction = false;
    this.#link.ask({ is: 'end', connection: this.#number }, this.#bounds.answerMs);
    this.#whenLost?.(lost);
    return lost;
  }
}
