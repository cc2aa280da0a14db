/** A schema that this build can't use. */
import { newestPostgresSchema } from './migrate.ts';

/**
 * What is wrong with where an address leads, and what to do.
 * @param found the schema's version; 0: none
 * @returns `null`: it is this build's
 */
export function wrongSchema(found: number): { wrong: string; todo: string } | null {
  if (found === newestPostgresSchema) return null;
  if (found === 0) {
    const wrong = "leads to a database without the desk's tables";
    return { wrong, todo: 'Start the desk on it first.' };
  }
  const [has, knows] = [String(found), String(newestPostgresSchema)];
  return {
    wrong: `leads to a database with schema ${has}, and this build knows ${knows}`,
    todo:
      found > newestPostgresSchema
        ? 'Use the newer build.'
        : 'Start the desk of this build on it first.',
  };
}
