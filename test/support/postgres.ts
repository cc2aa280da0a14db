/**
 * Databases of PostgreSQL for tests, on one server per process of the test runner, started with the
 * first of them. `TEST_POSTGRES_URL`, a superuser's address, names another server instead.
 */
import { hostname } from 'node:os';
import { describe } from 'vitest';
import { PostgresConnection, slowBounds } from '../../server/storage/postgres/connection.ts';
import { postgresPrograms, startPostgres, UTF8_CTYPE } from './postgres-server.ts';

const givenServer = process.env.TEST_POSTGRES_URL;
const hasPostgres = givenServer !== undefined || postgresPrograms() !== null;

if (!hasPostgres) {
  const missing = 'PostgreSQL 15 or newer is not on this machine';
  if (process.env.CI === 'true') throw new Error(`${missing}, and CI leaves no test of it out`);
  console.warn(`${missing}: the tests on it are left out (see CONTRIBUTING.md).`);
}

/** `describe` for tests that need PostgreSQL: left out where there is none, except in CI. */
export const describeOnPostgres = describe.skipIf(!hasPostgres);

export interface TestDatabase {
  /** With the superuser's login. */
  url: string;
  /** Ends the connections to it. */
  drop(): void;
}

/** Puts tables and rows into a new database. */
export type Fill = (connection: PostgresConnection) => void;

interface Server {
  admin: PostgresConnection;
  url(database: string): string;
}

function connectTo(url: (database: string) => string): Server {
  return { admin: new PostgresConnection(url('postgres'), slowBounds), url };
}

function urlOnGivenServer(server: string, database: string): string {
  const url = new URL(server);
  url.pathname = database;
  return url.href;
}

/** Names of databases begin with the machine and the process that made them. */
const MACHINE = hostname()
  .toLowerCase()
  .replaceAll(/[^a-z0-9]/g, '');
const OF_MACHINE = `changgu_test_${MACHINE.slice(0, 20)}_`;
const OF_PROCESS = `${OF_MACHINE}${String(process.pid)}_`;

function isRunning(pid: number): boolean {
  try {
    return pid !== process.pid && process.kill(pid, 0);
  } catch {
    return false;
  }
}

function dropDatabase({ admin }: Server, name: string): void {
  admin.script(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
}

/** A process of the test runner is ended without notice, so the next one clears up. */
function dropLeftOver(on: Server): void {
  const names = on.admin.script('SELECT datname FROM pg_database') as { datname: string }[];
  for (const { datname } of names) {
    if (!datname.startsWith(OF_MACHINE)) continue;
    const pid = Number.parseInt(datname.slice(OF_MACHINE.length), 10);
    if (!isRunning(pid)) dropDatabase(on, datname);
  }
}

let server: Server | null = null;

function theServer(): Server {
  if (server !== null) return server;
  if (givenServer === undefined) {
    server = connectTo(startPostgres().url);
  } else {
    server = connectTo((database) => urlOnGivenServer(givenServer, database));
    dropLeftOver(server);
  }
  return server;
}

let created = 0;

/** @param origin the template and its encoding */
function create(origin: string): string {
  created += 1;
  const name = `${OF_PROCESS}${String(created)}`;
  theServer().admin.script(`CREATE DATABASE ${name} TEMPLATE ${origin}`);
  return name;
}

const templates = new Map<Fill, string>();
const EMPTY = `template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE '${UTF8_CTYPE}'`;

function templateOf(fill: Fill): string {
  const known = templates.get(fill);
  if (known !== undefined) return known;
  const name = create(EMPTY);
  const connection = new PostgresConnection(theServer().url(name), slowBounds);
  try {
    fill(connection);
  } finally {
    connection.close();
  }
  // A session that is ending would keep the template from being copied.
  theServer().admin.script(
    `SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '${name}'`,
  );
  templates.set(fill, name);
  return name;
}

/**
 * A new database, in some 20 ms, without returning to the event loop.
 * @param fill runs once per process: further databases are copies of the first. Without it the
 * database is empty
 */
export function createTestDatabase(fill?: Fill): TestDatabase {
  const name = create(fill === undefined ? EMPTY : templateOf(fill));
  return { url: theServer().url(name), drop: () => dropDatabase(theServer(), name) };
}
