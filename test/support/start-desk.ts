/**
 * A real desk against a real sandbox, with its own HTTP port, data folder and shortened times. A
 * test sees what a browser sees, plus the database.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock, Random } from '../../server/clock.ts';
import { readConfig } from '../../server/config.ts';
import { startDesk, type Desk, type DeskBounds } from '../../server/desk.ts';
import { createLogger } from '../../server/log.ts';
import type { StatementText } from '../../server/storage/unit.ts';
import type { Role } from '../../shared/permissions.ts';
import { databaseIn } from './database-in.ts';
import { PASSWORD } from './password.ts';
import { isAddress, openRawDatabase, type RawDatabase } from './raw-database.ts';
import { atCommandLine, withAccounts } from './staff-accounts.ts';
import { startTestSandbox, TEST_API_KEY, type TestSandbox } from './start-sandbox.ts';

/** JSON without a type: assertions check the shape. */
type Untyped = ReturnType<JSON['parse']>;

/** A response of the desk with its parsed body. */
export interface DeskAnswer {
  status: number;
  body: Untyped;
  headers: Headers;
}

export interface Caller {
  call(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<DeskAnswer>;
  /** GETs a file as bytes. */
  file(path: string): Promise<{ status: number; headers: Headers; bytes: Buffer }>;
}

export interface RunningDesk {
  url: string;
  dir: string;
  /** Path of the data file, or the address of the database. */
  database: string;
  sandbox: TestSandbox;
  /** Log lines so far. */
  log: string[];
  /** A signed-in person; another `name` gives another person of the same role. */
  as(role: Role, name?: string): Caller;
  /** The session cookie of a person, who signs in where they are not. */
  cookieOf(role: Role, name: string): Promise<string>;
  /** Makes everybody sign in again with their next call, as after a jump of the clock. */
  signInAnew(): void;
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** Reads the database beside the running desk. */
  read<Row = Untyped>(sql: StatementText, ...parameters: unknown[]): Row[];
  /** The database beside the desk, past its code. */
  db: RawDatabase;
  /** Stops and starts on the same folder and port, with these settings; sessions stay valid. */
  restart(changed?: Record<string, string>): Promise<void>;
  /** Stops the desk, but keeps the folder and the sandbox. */
  stop(): Promise<void>;
  start(): Promise<void>;
  close(): Promise<void>;
}

export interface RunningDeskOptions {
  sandbox?: TestSandbox;
  env?: Record<string, string>;
  clock?: Clock;
  random?: Random;
  bounds?: DeskBounds;
  /** The folder of the client's build; without one no pages are served. */
  clientDir?: string;
}

const AUTH_SECRET = 'test-secret-test-secret-test-secret-1234';

/** Short enough for a test, long enough for a busy machine with two cores. */
const SHORT_TIMES = {
  RECONCILE_SCALE: '0.02',
  POLL_SCALE: '0.02',
  SETTLE_MS: '600',
  TOSS_TIMEOUT_MS: '1500',
};

async function findFreePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** The environment of a desk under test. */
export function deskEnv(settings: {
  port: number;
  dir: string;
  sandboxUrl: string;
  env?: Record<string, string>;
}): Record<string, string> {
  return {
    PORT: String(settings.port),
    PUBLIC_URL: `http://127.0.0.1:${String(settings.port)}`,
    DATA_DIR: settings.dir,
    TOSS_API_KEY: TEST_API_KEY,
    TOSS_BASE_URL: settings.sandboxUrl,
    AUTH_SECRET,
    DEMO: '0',
    ...SHORT_TIMES,
    ...settings.env,
  };
}

/** Adds an account while a desk runs, as the staff command does. */
export function addStaff(database: string, email: string, name: string, role: Role) {
  return withAccounts(database, ({ changes }) =>
    changes.add(atCommandLine, { email, name, role, password: PASSWORD }),
  );
}

/** Signs in over HTTP. @returns the session cookie */
export async function signIn(url: string, email: string): Promise<string> {
  const answer = await fetch(`${url}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify({ email, password: PASSWORD }),
  });
  if (answer.status !== 200) {
    throw new Error(`sign-in: ${String(answer.status)} ${await answer.text()}`);
  }
  return cookieFrom(answer.headers);
}

/** The session cookie that a response sets, as a request sends it; `''` where it sets none. */
function cookieFrom(headers: Headers): string {
  return headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0] ?? '')
    .join('; ');
}

/** Calls the desk with a session's cookie. */
export async function callDesk(
  url: string,
  cookie: string,
  [method, path, body, headers]: Parameters<Caller['call']>,
): Promise<DeskAnswer> {
  const answer = await fetch(`${url}${path}`, {
    method,
    headers: {
      cookie,
      origin: url,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  const isJson = (answer.headers.get('content-type') ?? '').includes('json');
  return {
    status: answer.status,
    body: isJson && text !== '' ? JSON.parse(text) : text,
    headers: answer.headers,
  };
}

/** Starts a desk, and a sandbox where none is given. */
export async function startTestDesk(options: RunningDeskOptions = {}): Promise<RunningDesk> {
  const sandbox = options.sandbox ?? (await startTestSandbox());
  const dir = mkdtempSync(join(tmpdir(), 'changgu-desk-'));
  const port = await findFreePort();
  const env = deskEnv({
    port,
    dir,
    sandboxUrl: sandbox.url,
    ...(options.env && { env: options.env }),
  });
  const log: string[] = [];
  let config = readConfig(env);
  const { place: database, drop } = databaseIn(dir, config.databaseFile);
  const db = openRawDatabase(database);
  const url = `http://127.0.0.1:${String(port)}`;
  let desk: Desk | null = null;
  const cookies = new Map<string, Promise<string>>();
  const added = new Set<string>();

  /** As after it took the lead. */
  const lead = isAddress(database) && {
    ...{ url: database, term: 0, mayLose: [] },
    onLost: (why: string) => log.push(`the lead is lost: ${why}`),
  };

  async function start(): Promise<void> {
    db.close();
    desk = await startDesk({
      config,
      log: createLogger('debug', (line) => log.push(line)),
      version: '0.0.1',
      clientDir: options.clientDir ?? null,
      checkAnswers: true,
      ...(lead && { lead }),
      ...(options.bounds && { bounds: options.bounds }),
      ...(options.clock && { clock: options.clock }),
      ...(options.random && { random: options.random }),
    });
  }

  async function stop(): Promise<void> {
    const running = desk;
    desk = null;
    db.close();
    await running?.close();
    // Kept-alive sockets of this process are noticed as closed only a moment later.
    await sleep(20);
  }

  async function signInAs(role: Role, name: string): Promise<string> {
    const email = `${name}-${role}@changgu.test`;
    if (!added.has(email)) await addStaff(database, email, `${name} ${role}`, role);
    added.add(email);
    return signIn(url, email);
  }

  function cookieOf(role: Role, name: string): Promise<string> {
    const key = `${name}-${role}`;
    const cookie = cookies.get(key) ?? signInAs(role, name);
    cookies.set(key, cookie);
    return cookie;
  }

  await start();
  return {
    url,
    dir,
    database,
    sandbox,
    log,
    as: (role, name = 'first') => {
      const key = `${name}-${role}`;
      return {
        call: async (...given) => {
          const answer = await callDesk(url, await cookieOf(role, name), given);
          const next = cookieFrom(answer.headers);
          if (next !== '') cookies.set(key, Promise.resolve(next));
          return answer;
        },
        file: async (path) => {
          const headers = { cookie: await cookieOf(role, name) };
          const answer = await fetch(`${url}${path}`, { headers });
          const bytes = Buffer.from(await answer.arrayBuffer());
          return { status: answer.status, headers: answer.headers, bytes };
        },
      };
    },
    cookieOf,
    signInAnew: () => cookies.clear(),
    fetch: (path, init) => fetch(`${url}${path}`, init),
    read: <Row>(sql: StatementText, ...parameters: unknown[]) =>
      db.all(sql, ...parameters) as Row[],
    db,
    restart: async (changed) => {
      await stop();
      if (changed !== undefined) config = readConfig({ ...env, ...changed });
      await start();
    },
    stop,
    start,
    close: async () => {
      await stop();
      if (options.sandbox === undefined) await sandbox.close();
      drop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
