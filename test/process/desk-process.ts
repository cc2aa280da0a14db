/** The desk as a child process over one data folder, to be killed and restarted. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { atCommandLine, withAccounts } from '../support/staff-accounts.ts';
import { addStaff, deskEnv, signIn } from '../support/start-desk.ts';
import type { Role } from '../../shared/permissions.ts';
import { findRestPort, startChild, type Child } from './child.ts';

export interface DeskProcess {
  url: string;
  /** The data folder and the database file in it. */
  dir: string;
  file: string;
  /** Of the running process. @throws Error where none runs */
  pid(): number;
  /** Starts it. @returns milliseconds from the start of the process until `/readyz` answers 200 */
  start(): Promise<number>;
  /** `kill -9`; resolves when the process has exited. */
  kill(): Promise<void>;
  /** The end of the last process's output. */
  output(): string;
}

export interface DeskProcessOptions {
  /** The bundled desk. */
  module: string;
  /** The parent of the data folder. */
  dir: string;
  sandboxUrl: string;
  env?: Record<string, string>;
}

const READY_TIMEOUT_MS = 30_000;
const BETWEEN_LOOKS_MS = 5;

async function waitUntilReady(url: string, child: Child): Promise<void> {
  const until = performance.now() + READY_TIMEOUT_MS;
  for (;;) {
    if (!child.isRunning()) throw new Error(`The desk ended:\n${child.output()}`);
    try {
      if ((await fetch(`${url}/readyz`)).status === 200) return;
    } catch {
      // It does not listen yet.
    }
    if (performance.now() > until) throw new Error(`The desk never got ready:\n${child.output()}`);
    await new Promise((resolve) => {
      setTimeout(resolve, BETWEEN_LOOKS_MS);
    });
  }
}

/** A desk that has not been started yet. */
export async function prepareDesk(options: DeskProcessOptions): Promise<DeskProcess> {
  const dir = join(options.dir, 'data');
  mkdirSync(dir, { recursive: true });
  const port = await findRestPort();
  const url = `http://127.0.0.1:${String(port)}`;
  const env = deskEnv({ port, dir, sandboxUrl: options.sandboxUrl });
  let child: Child | null = null;
  return {
    url,
    dir,
    file: join(dir, 'test.db'),
    pid: () => {
      if (child?.isRunning() !== true) throw new Error('The desk does not run');
      return child.pid;
    },
    start: async () => {
      const startedMs = performance.now();
      child = startChild(options.module, { ...env, LOG_LEVEL: 'warn', ...options.env }, dir);
      await waitUntilReady(url, child);
      return performance.now() - startedMs;
    },
    kill: async () => {
      await child?.end('SIGKILL');
    },
    output: () => child?.output() ?? '',
  };
}

/** More than anybody refunds in a run, which is not about ceilings. */
const NO_CEILING_WON = 1_000_000_000_000;

/**
 * Adds staff of one role to a database, whose desk may run.
 * @param database a file, or an address of PostgreSQL
 * @returns their addresses
 */
export async function addMany(database: string, role: Role, many: number): Promise<string[]> {
  const emails = Array.from({ length: many }, (_, index) => `${role}${String(index)}@changgu.test`);
  for (const email of emails) {
    const { id } = await addStaff(database, email, `직원 ${email}`, role);
    await withAccounts(database, ({ changes }) =>
      changes.change(atCommandLine, id, { dayCeilingWon: NO_CEILING_WON }),
    );
  }
  return emails;
}

/** Adds staff of one role while the desk runs and signs them in. @returns their cookies */
export async function signInStaff(desk: DeskProcess, role: Role, many: number): Promise<string[]> {
  const emails = await addMany(desk.file, role, many);
  return Promise.all(emails.map((email) => signIn(desk.url, email)));
}
