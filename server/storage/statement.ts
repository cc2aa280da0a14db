/** The statements of units of work: built by Kysely, or written by hand. */
import {
  DummyDriver,
  Kysely,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type Compilable,
} from 'kysely';
import type { Tables } from './schema.ts';
import type { Query, StatementText, Twice, Unit } from './unit.ts';

/**
 * The query builder. Its dummy driver returns nothing, so queries run through the functions below.
 */
export const db = new Kysely<Tables>({
  dialect: {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  },
});

/** A value for a `?` parameter. */
export type Value = string | number | null;

/** A statement of which the text is written by hand, for what Kysely doesn't build. */
export interface TextStatement {
  all(...parameters: unknown[]): Unit<unknown[]>;
  /** Rows as arrays of their columns: quicker than objects. */
  arrays(...parameters: unknown[]): Unit<unknown[][]>;
  get(...parameters: unknown[]): Unit<unknown>;
  /** The first column of the first row; `undefined` without a row. */
  value(...parameters: unknown[]): Unit<unknown>;
  /** The first column of every row. */
  values(...parameters: unknown[]): Unit<unknown[]>;
  /** @returns the number of changed rows */
  run(...parameters: unknown[]): Unit<number>;
}

function* ask<Answer>(query: Query): Unit<Answer> {
  return (yield query) as Answer;
}

/** A text for what has no form that both engines take. Both take the same parameters. */
export const twice = (sqlite: string, postgres: string): Twice => ({ sqlite, postgres });

/** @param sql with `?`, or `@name` for the members of one object */
export function prepare(sql: StatementText): TextStatement {
  return {
    all: (...parameters) => ask({ sql, parameters, take: 'all' }),
    arrays: (...parameters) => ask({ sql, parameters, take: 'arrays' }),
    get: (...parameters) => ask({ sql, parameters, take: 'first' }),
    value: (...parameters) => ask({ sql, parameters, take: 'value' }),
    values: (...parameters) => ask({ sql, parameters, take: 'values' }),
    run: (...parameters) => ask({ sql, parameters, take: 'changes' }),
  };
}

function compiled(query: Compilable, take: Query['take']): Query {
  const { sql, parameters } = query.compile();
  return { sql, parameters, take };
}

/** All rows of a query. */
export function all<Row>(query: Compilable<Row>): Unit<Row[]> {
  return ask(compiled(query, 'all'));
}

/** The first row of a query, if any. */
export function first<Row>(query: Compilable<Row>): Unit<Row | undefined> {
  return ask(compiled(query, 'first'));
}

/** Runs a write. @returns the number of changed rows */
export function run(query: Compilable): Unit<number> {
  return ask(compiled(query, 'changes'));
}

/** Placeholder for a parameter while a query is compiled. */
class Parameter {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

function literal(value: unknown): string {
  if (value === null) return 'NULL';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return `'${value.replaceAll("'", "''")}'`;
  throw new Error(`No literal for a ${typeof value}`);
}

/**
 * Writes constants into the text. SQLite plans a statement again when a parameter is bound that an
 * index or LIMIT might depend on, and planning takes twenty times as long as running it.
 */
function withLiterals(query: { sql: string; parameters: readonly unknown[] }) {
  const [first = '', ...rest] = query.sql.split('?');
  const names: string[] = [];
  let text = first;
  for (const [index, piece] of rest.entries()) {
    const parameter = query.parameters[index];
    if (parameter instanceof Parameter) names.push(parameter.name);
    text += (parameter instanceof Parameter ? '?' : literal(parameter)) + piece;
  }
  return { sql: text, parameters: names };
}

/** A query that is compiled once and gets its parameters by name at each run. */
export interface Prepared<Given, Row> {
  all(given: Given): Unit<Row[]>;
  first(given: Given): Unit<Row | undefined>;
  /** @returns the number of changed rows */
  run(given: Given): Unit<number>;
}

/**
 * Prepares a query of the hot path: compiling it at each run costs more than running it.
 * @param build gets a placeholder for each parameter; it must use them as plain values and may not
 *   branch on them
 */
export function prepared<Given extends object, Row = unknown>(
  build: (given: Given) => Compilable<Row>,
): Prepared<Given, Row> {
  let compiledOnce: { sql: string; parameters: readonly string[] } | null = null;
  const compileOnce = () => {
    const standIns = new Proxy({}, { get: (_target, name) => new Parameter(String(name)) });
    compiledOnce ??= withLiterals(build(standIns as Given).compile());
    return compiledOnce;
  };
  const bound = (given: Given, take: Query['take']): Query => {
    const { sql, parameters } = compileOnce();
    const values = parameters.map((name) => (given as Record<string, unknown>)[name]);
    return { sql, parameters: values, take };
  };
  return {
    all: (given) => ask(bound(given, 'all')),
    first: (given) => ask(bound(given, 'first')),
    run: (given) => ask(bound(given, 'changes')),
  };
}

const begin = prepare('SAVEPOINT part');
const release = prepare('RELEASE part');
const rollback = prepare('ROLLBACK TO part');

/** Runs a part of a unit so that only this part is undone where it throws. */
export function* savepoint<Result>(part: Unit<Result>): Unit<Result> {
  yield* begin.run();
  try {
    const result = yield* part;
    yield* release.run();
    return result;
  } catch (error) {
    yield* rollback.run();
    yield* release.run();
    throw error;
  }
}
