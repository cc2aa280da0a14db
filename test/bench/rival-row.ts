/**
 * Row 1 beside a rival: the same page of the list from Directus over the same payments. Its
 * packages are installed once, into `.cache/rival`: about a gigabyte.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { findRestPort } from '../process/child.ts';
import type { Bench, Figure } from './bench.ts';
import { byTurns } from './by-turns.ts';
import type { BenchContext } from './context.ts';
import { shown } from './figures.ts';
import { asking, LIST_PATH, rowsSql } from './list-asks.ts';
import { burst, type Ask } from './load.ts';
import { answersWell, startProgram } from './processes.ts';

const FOLDER = join(import.meta.dirname, '../../.cache/rival');
const PACKAGES = ['directus@11.17.4', 'sqlite3@5.1.7'];
const MODULE = join(FOLDER, 'node_modules/directus/cli.js');
const DATABASE = join(FOLDER, 'data.db');
/** Only this machine reaches it. */
const TOKEN = 'rival-of-the-bench';
const STATUS = 'PAY_COMPLETE';
const AT_ONCE = 8;

const environment = (port: number) => ({
  HOST: '127.0.0.1',
  PORT: String(port),
  SECRET: TOKEN,
  DB_CLIENT: 'sqlite3',
  DB_FILENAME: DATABASE,
  ADMIN_EMAIL: 'admin@example.com',
  ADMIN_PASSWORD: TOKEN,
  ADMIN_TOKEN: TOKEN,
  TELEMETRY: 'false',
  CACHE_ENABLED: 'false',
  RATE_LIMITER_ENABLED: 'false',
  LOG_LEVEL: 'warn',
  SERVE_APP: 'false',
});

/** @throws Error with the end of the output where the command fails */
function run(command: string, args: readonly string[], env = process.env): void {
  const ran = spawnSync(command, args, { cwd: FOLDER, encoding: 'utf8', env });
  if (ran.status !== 0) throw new Error(`${args.join(' ')}:\n${ran.stderr.slice(-2000)}`);
}

/** Copies the rows of the list with an index for the page that is read. */
function copyPayments(file: string): void {
  const db = new Database(DATABASE);
  db.prepare('ATTACH ? AS desk').run(file);
  const columns = db.prepare(rowsSql()).columns();
  const defined = columns.map(({ name, type }) => {
    const key = name === 'payToken' ? 'PRIMARY KEY' : '';
    return `${name} ${type ?? 'INTEGER'} ${key}`;
  });
  db.exec(`CREATE TABLE list (${defined.join(', ')});
    INSERT INTO list ${rowsSql()};
    CREATE INDEX list_by_status ON list (status, changedAt, payToken);
    ANALYZE`);
  db.close();
}

async function startRival(context: BenchContext, file: string) {
  const port = await findRestPort();
  const env = environment(port);
  mkdirSync(FOLDER, { recursive: true });
  if (!existsSync(MODULE)) {
    context.say(`  installing ${PACKAGES.join(' and ')}`);
    run('npm', ['install', '--prefix', FOLDER, ...PACKAGES]);
  }
  rmSync(DATABASE, { force: true });
  run(process.execPath, [MODULE, 'bootstrap'], { PATH: process.env['PATH'], ...env });
  context.say('  copying the payments');
  copyPayments(file);
  const url = `http://127.0.0.1:${String(port)}`;
  const program = await startProgram(
    { module: MODULE, args: ['start'], env, cwd: FOLDER, log: join(FOLDER, 'log') },
    () => answersWell(`${url}/server/ping`),
  );
  return { url, program };
}

async function listBesideRival(context: BenchContext): Promise<Figure[]> {
  const { large, requests } = context.size;
  const desk = await context.readDesk(large);
  const { url, program } = await startRival(context, desk.file);
  const deskNext = asking(desk, `${LIST_PATH}&status=${STATUS}`);
  const query = `filter[status][_eq]=${STATUS}&sort=-changedAt,-payToken&limit=50`;
  const rivalNext = (): Ask => ({
    url: `${url}/items/list?${query}`,
    headers: { authorization: `Bearer ${TOKEN}` },
  });
  const many = { requests, atOnce: AT_ONCE };
  const one = { requests, atOnce: 1 };
  const speed = await byTurns(
    context,
    async () => (await burst(many, deskNext)).perSecond,
    async () => (await burst(many, rivalNext)).perSecond,
  );
  // Inverted, since a shorter time is better.
  const time = await byTurns(
    context,
    async () => (await burst(one, rivalNext)).p50,
    async () => (await burst(one, deskNext)).p50,
  );
  await program.stop('SIGKILL');
  const bound = { is: 'at least', than: 10 } as const;
  const figure = (part: string, product: string, floor: string, ratio: number): Figure => ({
    ...{ part, product, floor, ratio, bound },
  });
  return [
    figure(
      `${String(AT_ONCE)} at once`,
      shown(speed.first, 'a second'),
      shown(speed.second, 'a second'),
      speed.ratio,
    ),
    figure('one at a time, p50', shown(time.second, 'ms'), shown(time.first, 'ms'), time.ratio),
  ];
}

export const rivalRow: Bench = {
  row: 1,
  name: 'list-rival',
  what: 'The same page of the list; beside Directus 11 over the same payments',
  goal: '≥ 10',
  alone: true,
  run: listBesideRival,
};
