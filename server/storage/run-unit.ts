/** Runs units of work, on SQLite or on PostgreSQL. */
import type { Statement } from 'better-sqlite3';
import type { Connection } from './connection.ts';
import { PostgresConnection } from './postgres/connection.ts';
import type { Place, Query, Read, Unit } from './unit.ts';

export type AnyConnection = Connection | PostgresConnection;

/** What a statement gives per row: an object, an array of its columns, its first column. */
type Form = 'object' | 'array' | 'column';

/** Filters produce many texts, but few are in use; beyond this the oldest statement is dropped. */
const MOST_PREPARED = 500;

/** Each text is prepared once per connection and form. */
const statementsOf: Record<Form, WeakMap<Connection, Map<string, Statement>>> = {
  object: new WeakMap(),
  array: new WeakMap(),
  column: new WeakMap(),
};

function prepareIn(connection: Connection, text: string, form: Form): Statement {
  const statement = connection.prepare(text);
  if (form === 'array') return statement.raw();
  return form === 'column' ? statement.pluck() : statement;
}

function statementOf(connection: Connection, text: string, form: Form): Statement {
  let statements = statementsOf[form].get(connection);
  if (statements === undefined) {
    statements = new Map();
    statementsOf[form].set(connection, statements);
  }
  let statement = statements.get(text);
  if (statement === undefined) {
    statement = prepareIn(connection, text, form);
    if (statements.size >= MOST_PREPARED) {
      const oldest = statements.keys().next();
      if (oldest.done !== true) statements.delete(oldest.value);
    }
    statements.set(text, statement);
  }
  return statement;
}

function execute(connection: AnyConnection, query: Query): unknown {
  if (connection instanceof PostgresConnection) return connection.execute(query);
  const { parameters, take } = query;
  const sql = typeof query.sql === 'string' ? query.sql : query.sql.sqlite;
  switch (take) {
    case 'all':
      return statementOf(connection, sql, 'object').all(...parameters);
    case 'arrays':
      return statementOf(connection, sql, 'array').all(...parameters);
    case 'first':
      return statementOf(connection, sql, 'object').get(...parameters);
    case 'values':
      return statementOf(connection, sql, 'column').all(...parameters);
    case 'value':
      return statementOf(connection, sql, 'column').get(...parameters);
    case 'changes':
      return statementOf(connection, sql, 'object').run(...parameters).changes;
  }
}

function placeOf(connection: AnyConnection): Place {
  const { name, inTransaction } = connection;
  const engine = connection instanceof PostgresConnection ? 'postgres' : 'sqlite';
  return { engine, file: name, inTransaction };
}

/**
 * Runs a unit to its end.
 * @throws what the unit threw, or the engine's error if it ended the transaction: a full disk does,
 *   and the unit's next statement would then be stored alone. The unit is left as it is, so its
 *   `finally` blocks don't run
 */
export function runUnit<Result>(connection: AnyConnection, unit: Unit<Result>): Result {
  const began = connection.inTransaction;
  let next = unit.next();
  while (next.done !== true) {
    let answer: unknown;
    try {
      answer = next.value === 'place' ? placeOf(connection) : execute(connection, next.value);
    } catch (error) {
      if (began && !connection.inTransaction) throw error;
      next = unit.throw(error);
      continue;
    }
    next = unit.next(answer);
  }
  return next.value;
}

/** Reads of a connection. */
export const readerOn =
  (connection: AnyConnection): Read =>
  (unit) =>
    runUnit(connection, unit);
