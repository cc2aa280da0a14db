/**
 * The proof `on-postgres`: the tests of the desk's server and of its rules about money, each with a
 * database on PostgreSQL. `tsx test/long/on-postgres.ts`. Exits with 1 where one failed.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { postgresPrograms } from '../support/postgres-server.ts';

const ROOT = join(import.meta.dirname, '../..');

if (process.env.TEST_POSTGRES_URL === undefined && postgresPrograms() === null) {
  throw new Error('PostgreSQL 15 or newer is not on this machine (see CONTRIBUTING.md)');
}
const { status } = spawnSync(
  join(ROOT, 'node_modules/.bin/vitest'),
  ['run', '--project', 'money', '--project', 'unit'],
  { cwd: ROOT, stdio: 'inherit', env: { ...process.env, TEST_ENGINE: 'postgres' } },
);
process.exitCode = status ?? 1;
