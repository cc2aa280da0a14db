/** Whether a desk belongs to the database that it was given. */
import type { BadVariable } from '../config.ts';
import { schemaOfPostgres, type SchemaConnection } from '../storage/postgres/migrate.ts';
import type { Candidate } from './lead-row.ts';

type OfDesk = Pick<Candidate, 'keys' | 'books'>;

/**
 * What keeps a desk from leading for good. A database that nobody has led takes any desk.
 * @param found of the desk that led last
 */
export function strangerTo(
  found: { keys: string | null; books: string | null },
  { keys, books }: OfDesk,
): BadVariable[] {
  const bad: BadVariable[] = [];
  if (found.books !== null && found.books !== books) {
    bad.push({
      name: 'DATABASE_URL',
      value: null,
      wrong: `has the books of ${found.books}, but the key is for ${books}`,
      todo: 'Give each kind of key a database of its own.',
    });
  }
  if (found.keys !== null && found.keys !== keys) {
    bad.push({
      name: 'AUTH_SECRET',
      value: null,
      wrong: "or a key file of DATA_DIR is not that of the database's other desks",
      todo:
        'Copy auth-secret, audit-key.pem, audit-public-keys.pem and push-key.pem from their DATA_DIR. ' +
        'If they were changed on purpose, stop every desk and run: npm run new-keys',
    });
  }
  return bad;
}

/** @param connection outside of a transaction */
export function checkCandidate(connection: SchemaConnection, desk: OfDesk): BadVariable[] {
  if (schemaOfPostgres(connection) === 0) return [];
  const [lead] = connection.script('SELECT keys, books FROM desk_lead WHERE id = 1') as [
    { keys: string | null; books: string | null },
  ];
  return strangerTo(lead, desk);
}
