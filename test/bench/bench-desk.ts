/** A desk as it runs in production, in a child process, with people signed in. */
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { atCommandLine, withAccounts } from '../support/staff-accounts.ts';
import { answersWell, memoryMb, startProgram, type Program } from './processes.ts';

const PASSWORD = 'a bench needs no secret 2718';
const emailOf = (person: number) => `manager-${String(person)}@bench.test`;
/** Valid only at a sandbox of this machine. */
export const API_KEY = 'sk_test_bench_0000000000';
/** Nobody listens there. */
const NO_TOSS = 'http://127.0.0.1:9';

export interface BenchDesk {
  url: string;
  pid: number;
  file: string;
  /** From the start of its process to its first 200 of `/readyz`. */
  bootMs: number;
  /** Its memory at that time, in MB. */
  bootMb: number;
  /** The cookie of one of several sessions, in turn: one alone would meet its rate limit. */
  cookie(n: number): string;
  stop(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

export interface BenchDeskStart {
  module: string;
  port: number;
  /** Its data folder, with a database of the present schema in `test.db`. */
  dir: string;
  sessions: number;
  /** The number of people to whom the sessions belong, in turn; one by default. */
  people?: number;
  /** The address of Toss; nobody listens there by default. */
  toss?: string;
  /** The address of a database of PostgreSQL that has the books instead of the file. */
  database?: string;
  env?: Record<string, string>;
}

/** The settings of a bench's desk, also for commands on its books. */
export function environment({
  port,
  dir,
  toss,
  database,
  env,
}: Pick<BenchDeskStart, 'port' | 'dir' | 'toss' | 'database' | 'env'>): Record<string, string> {
  return {
    NODE_ENV: 'production',
    PORT: String(port),
    PUBLIC_URL: `http://127.0.0.1:${String(port)}`,
    DATA_DIR: dir,
    TOSS_API_KEY: API_KEY,
    ALLOW_TEST_KEY: '1',
    TOSS_BASE_URL: toss ?? NO_TOSS,
    AUTH_SECRET: 'only-for-benches-only-for-benches-only-for',
    ...(database !== undefined && { DATABASE_URL: database }),
    ...env,
  };
}

/** How long a large file may be checked beside serving; nobody can sign in until then. */
const CHECKED_MS = 60_000;

async function signIn(url: string, person: number): Promise<string> {
  const untilMs = performance.now() + CHECKED_MS;
  const ask = () =>
    fetch(`${url}/api/auth/sign-in/email`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: url },
      body: JSON.stringify({ email: emailOf(person), password: PASSWORD }),
    });
  let answer = await ask();
  while (answer.status === 503 && performance.now() < untilMs) {
    await setTimeout(100);
    answer = await ask();
  }
  if (!answer.ok) throw new Error(`sign-in: ${String(answer.status)} ${await answer.text()}`);
  const cookies = answer.headers.getSetCookie().map((cookie) => cookie.split(';')[0] ?? '');
  return cookies.join('; ');
}

async function addPeople(database: string, people: number): Promise<void> {
  const person = { name: '박서준', role: 'manager', password: PASSWORD } as const;
  await withAccounts(database, async ({ storage, accounts, changes }) => {
    for (let n = 0; n < people; n += 1) {
      const email = emailOf(n);
      if (storage.read(accounts.findByEmail(email)) === undefined) {
        await changes.add(atCommandLine, { ...person, email });
      }
    }
  });
}

/** Starts a desk and signs its managers in, several times. */
export async function startBenchDesk(start: BenchDeskStart): Promise<BenchDesk> {
  const { module, port, dir, sessions, people = 1 } = start;
  const file = join(dir, 'test.db');
  await addPeople(start.database ?? file, people);
  const url = `http://127.0.0.1:${String(port)}`;
  const startedMs = performance.now();
  const program: Program = await startProgram(
    { module, env: environment(start), cwd: dir, log: join(dir, 'log') },
    () => answersWell(`${url}/readyz`),
  );
  const bootMs = performance.now() - startedMs;
  const bootMb = memoryMb(program.pid);
  const cookies: string[] = [];
  for (let n = 0; n < sessions; n += 1) cookies.push(await signIn(url, n % people));
  const cookie = (n: number) => cookies[n % cookies.length] ?? '';
  return { url, pid: program.pid, file, bootMs, bootMb, cookie, stop: program.stop };
}
