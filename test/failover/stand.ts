/**
 * A shop on three machines and two databases, all of them processes of this one: desks, Toss's
 * side, PostgreSQL's primary and its standby, and the lines between them.
 */
import { copyFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { PostgresConnection, slowBounds } from '../../server/storage/postgres/connection.ts';
import { migratePostgres } from '../../server/storage/postgres/migrate.ts';
import { addMany, prepareDesk, type DeskProcess } from '../process/desk-process.ts';
import { LOOP_TIMES } from '../process/kill-loop.ts';
import type { Programs } from '../process/programs.ts';
import { startSandboxProcess, type SandboxProcess } from '../process/sandbox-process.ts';
import { startPostgresPair, UTF8_CTYPE, type TestServer } from '../support/postgres-server.ts';
import { signIn } from '../support/start-desk.ts';
import { waitUntil } from '../support/wait-until.ts';
import { MOVED_CLOCK } from './moved-clock.ts';
import { openRelay, type Relay } from './relay.ts';
import { noteStrayWrites } from './writers.ts';

const DESKS = 3;
const CLERKS = 8;
const DATABASE = 'changgu';
const WON_A_DAY = 9_000_000_000;
/** The keys that all desks of a shop share; the secret is given by the environment. */
const KEY_FILES = ['audit-key.pem', 'audit-public-keys.pem', 'push-key.pem'];

/** A desk and its line to the database. */
export interface Member {
  desk: DeskProcess;
  line: Relay;
  /** Moves its clock. @param ms 0: it is right */
  moveClock(ms: number): void;
}

export interface FailoverStand {
  members: readonly Member[];
  sandbox: SandboxProcess;
  /** Between the standby and the primary. */
  standbyLine: Relay;
  /** Sessions of the clerks, and of a manager. */
  clerks: readonly string[];
  manager: string;
  /** Rows from the primary, whoever it is. */
  query<Row>(text: string): Promise<Row[]>;
  /** The desk that has the lead. @throws Error where none has */
  leader(): Promise<Member>;
  /** `kill -9` of the primary. */
  killPrimary(): void;
  /** Makes the standby the primary, to which all desks' lines lead from now on. */
  promoteStandby(): Promise<void>;
}

export interface StandOptions {
  programs: Programs;
  /** Whether commits wait for the standby. */
  synchronous: boolean;
}

/** The number of the type bigint, whose values come as numbers. */
const INT8 = 20;
const types: pg.CustomTypesConfig = {
  getTypeParser: (type: number) => (text: string) => (type === INT8 ? Number(text) : text),
};

async function askServer<Row>(url: string, text: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url, types });
  await client.connect();
  try {
    return (await client.query(text)).rows as Row[];
  } finally {
    await client.end();
  }
}

/** A database with the desk's tables and the staff, before commits wait for the standby. */
async function fillDatabase(primary: TestServer): Promise<string[]> {
  const admin = new PostgresConnection(primary.url(), slowBounds);
  admin.script(
    `CREATE DATABASE ${DATABASE} TEMPLATE template0 ENCODING 'UTF8' LC_CTYPE '${UTF8_CTYPE}'`,
  );
  admin.close();
  const url = primary.url(DATABASE);
  const connection = new PostgresConnection(url, slowBounds);
  migratePostgres(connection);
  connection.close();
  const clerks = await addMany(url, 'operator', CLERKS);
  const managers = await addMany(url, 'manager', 1);
  await askServer(url, noteStrayWrites);
  return [...clerks, ...managers];
}

/** Has commits wait for the standby from now on. */
async function waitForStandby(primary: TestServer): Promise<void> {
  await askServer(primary.url(), "ALTER SYSTEM SET synchronous_standby_names = '*'");
  await askServer(primary.url(), 'SELECT pg_reload_conf()');
  await waitUntil('the standby is synchronous', async () => {
    const standbys = 'SELECT sync_state FROM pg_stat_replication';
    const [first] = await askServer<{ sync_state: string }>(primary.url(), standbys);
    return first?.sync_state === 'sync';
  });
}

interface Opened {
  /** What closes each part; the last one is closed first. */
  closing: (() => Promise<void> | void)[];
}

async function prepareMember(
  { programs, synchronous }: StandOptions,
  { closing }: Opened,
  at: { dir: string; primary: TestServer; sandbox: SandboxProcess },
): Promise<Member> {
  const line = await openRelay(at.primary.port);
  closing.push(() => line.close());
  const databaseUrl = new URL(at.primary.url(DATABASE));
  databaseUrl.port = String(line.port);
  const clockFile = join(at.dir, 'clock');
  const env: Record<string, string> = {
    ...LOOP_TIMES,
    DATABASE_URL: databaseUrl.href,
    ALLOW_ASYNC: synchronous ? '0' : '1',
    TOSS_CALLS_A_SECOND: '200',
    [MOVED_CLOCK]: clockFile,
  };
  const options = { module: programs.desk, dir: at.dir, sandboxUrl: at.sandbox.url, env };
  const desk = await prepareDesk(options);
  env['PGAPPNAME'] = desk.url;
  closing.push(() => desk.kill());
  const moveClock = (ms: number) =>
    ms === 0 ? rmSync(clockFile, { force: true }) : writeFileSync(clockFile, String(ms));
  return { desk, line, moveClock };
}

async function startMembers(members: readonly Member[]): Promise<void> {
  const [first, ...others] = members;
  await first?.desk.start();
  for (const { desk } of others) {
    for (const name of KEY_FILES) {
      const from = join(first?.desk.dir ?? '', name);
      if (existsSync(from)) copyFileSync(from, join(desk.dir, name));
    }
    await desk.start();
  }
}

async function open(options: StandOptions, opened: Opened): Promise<FailoverStand> {
  const { closing } = opened;
  const dir = mkdtempSync(join(tmpdir(), 'changgu-failover-'));
  closing.push(() => rmSync(dir, { recursive: true, force: true }));
  const standbyLine = await openRelay();
  closing.push(() => standbyLine.close());
  const pair = startPostgresPair({ synchronous: false, port: standbyLine.port });
  closing.push(
    () => pair.primary.stop(),
    () => pair.standby.stop(),
  );
  standbyLine.pointTo(pair.primary.port);
  const emails = await fillDatabase(pair.primary);
  if (options.synchronous) await waitForStandby(pair.primary);
  const sandbox = await startSandboxProcess(options.programs.sandbox, dir);
  closing.push(() => sandbox.close());
  await sandbox.options({ dailyRefundLimitWon: WON_A_DAY });
  const members: Member[] = [];
  for (let number = 1; number <= DESKS; number += 1) {
    const own = mkdtempSync(join(dir, 'desk-'));
    const at = { dir: own, primary: pair.primary, sandbox };
    members.push(await prepareMember(options, opened, at));
  }
  await startMembers(members);
  const url = members[0]?.desk.url ?? '';
  const sessions = await Promise.all(emails.map((email) => signIn(url, email)));
  let { primary } = pair;
  const query = <Row>(text: string) => askServer<Row>(primary.url(DATABASE), text);
  return {
    members,
    sandbox,
    standbyLine,
    clerks: sessions.slice(0, CLERKS),
    manager: sessions.at(-1) ?? '',
    query,
    leader: async () => {
      const [row] = await query<{ url: string }>('SELECT url FROM desk_lead');
      const found = members.find((member) => member.desk.url === row?.url);
      if (found === undefined) throw new Error('no desk has the lead');
      return found;
    },
    killPrimary: () => pair.primary.kill(),
    promoteStandby: async () => {
      await askServer(pair.standby.url(), 'SELECT pg_promote()');
      primary = pair.standby;
      for (const { line } of members) line.pointTo(primary.port);
    },
  };
}

/** Runs with a shop of its own. @throws whatever `run` throws, after cleaning up */
export async function withFailoverStand<T>(
  options: StandOptions,
  run: (stand: FailoverStand) => Promise<T>,
): Promise<T> {
  const opened: Opened = { closing: [] };
  try {
    return await run(await open(options, opened));
  } finally {
    for (const close of opened.closing.toReversed()) await close();
  }
}
