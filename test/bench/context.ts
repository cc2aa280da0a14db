/** What a bench works with: seeded data, desks and baselines over it, and how much to measure. */
import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { findRestPort } from '../process/child.ts';
import { bundleWith } from '../support/bundle-with-faults.ts';
import { startBenchDesk, type BenchDesk } from './bench-desk.ts';
import { answersWell, startProgram } from './processes.ts';
import { makeRunFolder, seedFile } from './seeds.ts';

export interface BenchSize {
  /** Payments of the large shop, and of the small one that it is compared with. */
  large: number;
  small: number;
  /** At least 5 for a figure that is kept. */
  repetitions: number;
  /** Requests of one repetition. */
  requests: number;
  /** Open tabs of the event stream. */
  tabs: number;
  /** Sessions that send requests in turn. */
  sessions: number;
}

/** Programs that the desk is compared with, or needs. Their first argument is the port. */
type ProgramName =
  | ('rows-floor' | 'commits-floor' | 'stream-floor')
  | ('timed-sandbox' | 'webhook-receiver' | 'settled-toss');

export interface Helper {
  url: string;
  port: number;
  pid: number;
  stop(): Promise<void>;
}

export interface DeskOptions {
  toss?: string;
  /** The address of a database of PostgreSQL that has the books instead of the file. */
  database?: string;
  /** The number of signed-in people, each at least once; one for each session if left out. */
  people?: number;
  /** Settings beside those of every bench. */
  env?: Record<string, string>;
}

export interface BenchContext {
  size: BenchSize;
  say(text: string): void;
  /** A read-only desk: the same one for all benches, stopped at the end. */
  readDesk(payments: number): Promise<BenchDesk>;
  /** A separate desk; the caller stops it. */
  startDesk(payments: number, options?: DeskOptions): Promise<BenchDesk>;
  /** Starts a desk over files that a previous one used, or that are a copy of a seed. */
  startAgain(over: Pick<BenchDesk, 'file'>, options?: DeskOptions): Promise<BenchDesk>;
  /** A program on the server's core; the caller stops it. */
  startHelper(name: ProgramName, args: readonly string[]): Promise<Helper>;
  /** A copy of a seed that the caller may write to. */
  copySeed(payments: number): string;
  close(): Promise<void>;
}

export interface ContextOptions {
  size: BenchSize;
  say: (text: string) => void;
  /** The path of the desk's module, as in a release. */
  desk: string;
}

/** Creates a folder for this run; `close` removes it and stops everything. */
export function openContext(options: ContextOptions): BenchContext {
  const { size, say } = options;
  const run = makeRunFolder();
  const reading = new Map<number, Promise<BenchDesk>>();
  const bundles = new Map<ProgramName, Promise<string>>();
  const running = new Set<() => Promise<void>>();
  let folders = 0;

  const copySeed = (payments: number) => {
    const dir = join(run, String((folders += 1)));
    mkdirSync(dir);
    copyFileSync(seedFile(payments, say), join(dir, 'test.db'));
    return join(dir, 'test.db');
  };
  const bundle = async (name: ProgramName) => {
    const file = join(run, `${name}.js`);
    await bundleWith([], `./test/bench/programs/${name}.ts`, file);
    return file;
  };
  const keep = <T extends { stop(): Promise<void> }>(program: T): T => {
    running.add(() => program.stop());
    return program;
  };

  // A person's requests have a rate over all sessions, which a bench would soon reach alone.
  async function start(
    dir: string,
    { people = size.sessions, ...given }: DeskOptions = {},
  ): Promise<BenchDesk> {
    const sessions = Math.max(size.sessions, people);
    const own = { module: options.desk, port: await findRestPort(), dir, sessions, people };
    return keep(await startBenchDesk({ ...own, ...given }));
  }

  const context: BenchContext = {
    size,
    say,
    copySeed,
    startDesk: (payments, given) => start(join(copySeed(payments), '..'), given),
    startAgain: ({ file }, given) => start(join(file, '..'), given),
    readDesk: (payments) => {
      const started = reading.get(payments) ?? context.startDesk(payments);
      reading.set(payments, started);
      return started;
    },
    startHelper: async (name, args) => {
      const made = bundles.get(name) ?? bundle(name);
      bundles.set(name, made);
      const own = await findRestPort();
      const url = `http://127.0.0.1:${String(own)}`;
      const program = await startProgram(
        {
          ...{ module: await made, args: [String(own), ...args], env: {}, cwd: run },
          log: join(run, 'helpers.log'),
        },
        () => answersWell(`${url}/`),
      );
      return keep({ url, port: own, pid: program.pid, stop: () => program.stop('SIGKILL') });
    },
    close: async () => {
      for (const stop of running) await stop();
      rmSync(run, { recursive: true, force: true });
    },
  };
  return context;
}
