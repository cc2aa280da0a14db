/** Kysely builds the SQL and better-sqlite3 runs it synchronously; each text is prepared once. */
import type { Statement } from 'better-sqlite3';
import {
  DummyDriver,
  Kysely,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type Compilable,
} from 'kysely';
import type { Connection } from './connection.ts';
import type { Tables } from './schema.ts';

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

const statementsOf = new WeakMap<Connection, Map<string, Statement>>();

/** Filters produce many texts, but few are in use; beyond this the oldest statement is dropped. */
const MOST_PREPARED = 500;

/** Prepares a statement by its text, for the few that Kysely doesn't build. */
export function prepare(connection: Connection, text: string): Statement {
  let statements = statementsOf.get(connection);
  if (statements === undefined) {
    statements = new Map();
    statementsOf.set(connection, statements);
  }
  let statement = statements.get(text);
  if (statement === undefined) {
    statement = connection.prepare(text);
    if (statements.size >= MOST_PREPARED) {
      const oldest = statements.keys().next();
      if (oldest.done !== true) statements.delete(oldest.value);
    }
    statements.set(text, statement);
  }
  return statement;
}

/** All rows of a query. */
export function all<Row>(connection: Connection, query: Compilable<Row>): Row[] {
  const { sql, parameters } = query.compile();
  return prepare(connection, sql).all(...parameters) as Row[];
}

/** The first row of a query, if any. */
export function first<Row>(connection: Connection, query: Compilable<Row>): Row | undefined {
  const { sql, parameters } = query.compile();
  return prepare(connection, sql).get(...parameters) as Row | undefined;
}

/** Runs a write. @returns the number of changed rows */
export function run(connection: Connection, query: Compilable): number {
  const { sql, parameters } = query.compile();
  return prepare(connection, sql).run(...parameters).changes;
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
  all(connection: Connection, given: Given): Row[];
  first(connection: Connection, given: Given): Row | undefined;
  /** @returns the number of changed rows */
  run(connection: Connection, given: Given): number;
}

/**
 * Prepares a query of the hot path: compiling it at each run costs more than running it.
 * @param build gets a placeholder for each parameter; it must use them as plain values and may not
 *   branch on them
 */
export function prepared<Given extends object, Row = unknown>(
  build: (given: Given) => Compilable<Row>,
): Prepared<Given, Row> {
  let compiled: { sql: string; parameters: readonly string[] } | null = null;
  const compileOnce = () => {
    const standIns = new Proxy({}, { get: (_target, name) => new Parameter(String(name)) });
    compiled ??= withLiterals(build(standIns as Given).compile());
    return compiled;
  };
  const bind = (given: Given, names: readonly string[]) =>
    names.map((name) => (given as Record<string, unknown>)[name]);
  return {
    all: (connection, given) => {
      const { sql, parameters } = compileOnce();
      return prepare(connection, sql).all(...bind(given, parameters)) as Row[];
    },
    first: (connection, given) => {
      const { sql, parameters } = compileOnce();
      return prepare(connection, sql).get(...bind(given, parameters)) as Row | undefined;
    },
    run: (connection, given) => {
      const { sql, parameters } = compileOnce();
      return prepare(connection, sql).run(...bind(given, parameters)).changes;
    },
  };
}
