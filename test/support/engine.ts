/**
 * The engine that the desk of a test stores on: SQLite, or PostgreSQL with `TEST_ENGINE=postgres`,
 * as `npm run test:postgres` sets it.
 */
import { describe, it } from 'vitest';
import type { Place } from '../../server/storage/unit.ts';

export type Engine = Place['engine'];

export const testEngine: Engine = process.env.TEST_ENGINE === 'postgres' ? 'postgres' : 'sqlite';

const isPostgres = testEngine === 'postgres';

/** For what only a desk on a SQLite file has: the file itself, its copies, its plans. */
export const describeOnSqlite = describe.skipIf(isPostgres);
/** One test of that. */
export const itOnSqlite = it.skipIf(isPostgres);
