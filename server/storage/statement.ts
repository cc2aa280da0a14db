/** Kysely writes the SQL, better-sqlite3 runs it: prepared once per text, synchronously. */
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

/** The query builder. It has no driver: a query that is executed by it does nothing. */
export const sqlFor = new Kysely<Tables>({
  dialect: {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  },
});

const prepared = new WeakMap<Connection, Map<string, Statement>>();

/** Filters make many texts, but not endlessly many; past this the oldest is prepared anew. */
const MOST_PREPARED = 500;

function prepare(connection: Connection, text: string): Statement {
  let statements = prepared.get(connection);
  if (statements === undefined) {
    statements = new Map();
    prepared.set(connection, statements);
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

/** Runs a write. @returns how many rows it changed */
export function run(connection: Connection, query: Compilable): number {
  const { sql, parameters } = query.compile();
  return prepare(connection, sql).run(...parameters).changes;
}
