import { findMoved, movedWords } from '../moved-mark.ts';
import { runUnit } from '../run-unit.ts';
import type { PostgresConnection } from './connection.ts';
import { schemaOfPostgres } from './migrate.ts';
import { wrongSchema } from './wrong-schema.ts';

/** For who does not migrate. @throws Error where the database has not this build's schema */
export function requirePresentSchema(connection: PostgresConnection): void {
  const moved = runUnit(connection, findMoved());
  if (moved !== null) throw new Error(movedWords(moved, 'postgres'));
  const found = wrongSchema(schemaOfPostgres(connection));
  if (found !== null) throw new Error(`The address ${found.wrong}. ${found.todo}`);
}
