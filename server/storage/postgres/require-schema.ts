import { findMoved, movedWords } from '../moved-mark.ts';
import { runUnit } from '../run-unit.ts';
import type { PostgresConnection } from './connection.ts';
import { newestPostgresSchema, schemaOfPostgres } from './migrate.ts';

/** For who does not migrate. @throws Error where the database has not this build's schema */
export function requirePresentSchema(connection: PostgresConnection): void {
  const moved = runUnit(connection, findMoved());
  if (moved !== null) throw new Error(movedWords(moved, 'postgres'));
  if (schemaOfPostgres(connection) !== newestPostgresSchema) {
    throw new Error("The database has not this build's schema: start the desk on it first.");
  }
}
