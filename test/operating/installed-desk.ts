/**
 * A desk that was installed by docs/operating.md, in a folder that stands for the machine's root:
 * the shipped files, a copy of the build, a child process. Only addresses and times differ for the
 * test.
 */
import { execFile } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findRestPort, startChild, type Child } from '../process/child.ts';
import { bundleWith } from '../support/bundle-with-faults.ts';
import { startTestSandbox, TEST_API_KEY, type TestSandbox } from '../support/start-sandbox.ts';
import { waitUntil } from '../support/wait-until.ts';
import { readFigures, type Figures } from './figures-text.ts';
import { directive, readDoc, readEnvFile, readUnit } from './set-up-files.ts';

const ROOT = join(import.meta.dirname, '../..');
const unit = readUnit(readDoc('operating/changgu.service'));

/** Settings that a test can't have as in production. */
const OF_A_TEST = {
  ALLOW_TEST_KEY: '1',
  POLL_SCALE: '0.02',
  RECONCILE_SCALE: '0.02',
  SETTLE_MS: '600',
  TOSS_TIMEOUT_MS: '1500',
};

export interface Ran {
  status: number;
  output: string;
}

export interface InstalledDesk {
  /** The path here of a file in the documentation. */
  place(path: string): string;
  port: number;
  /** The name in `PUBLIC_URL`. */
  host: string;
  sandbox: TestSandbox;
  /** Changes settings for the next start. */
  set(settings: Record<string, string>): void;
  settings(): Record<string, string>;
  start(): Promise<void>;
  /** SIGTERM, as systemd stops it. */
  stop(): Promise<void>;
  /** Everything that the processes printed. */
  output(): string;
  /** Runs the wrapper; `input` is its standard input. */
  changgu(args: readonly string[], input?: string): Promise<Ran>;
  /** Runs a block of the documentation; `systemctl stop` and `start` act on this desk. */
  follow(block: string): Promise<void>;
  figures(): Promise<Figures>;
  close(): Promise<void>;
}

function run(command: string, args: readonly string[], input = ''): Promise<Ran> {
  return new Promise((resolve) => {
    const child = execFile(command, [...args], (error, stdout, stderr) => {
      const status = error === null ? 0 : typeof error.code === 'number' ? error.code : 1;
      resolve({ status, output: stdout + stderr });
    });
    child.stdin?.end(input);
  });
}

/** The folders of step 2, the desk of step 3 and the files of step 4. */
async function install(place: (text: string) => string): Promise<void> {
  for (const folder of ['/var/lib/changgu', '/var/backups/changgu', '/etc/changgu']) {
    mkdirSync(place(folder), { recursive: true, mode: 0o700 });
  }
  const opt = place('/opt/changgu');
  mkdirSync(opt, { recursive: true });
  copyFileSync(join(ROOT, 'package.json'), join(opt, 'package.json'));
  for (const name of ['node_modules', 'server', 'shared']) {
    symlinkSync(join(ROOT, name), join(opt, name));
  }
  await bundleWith([], './server/main.ts', join(opt, 'dist/server/main.js'));
  writeFileSync(place('/etc/changgu/toss-api-key'), `${TEST_API_KEY}\n`);
  const wrapper = place(readDoc('operating/changgu')).replace('runuser -u changgu -- ', '');
  mkdirSync(place('/opt/changgu/bin'));
  writeFileSync(place('/opt/changgu/bin/changgu'), wrapper);
  chmodSync(place('/opt/changgu/bin/changgu'), 0o755);
}

function environment(place: (text: string) => string) {
  const file = place('/etc/changgu/desk.env');
  writeFileSync(file, place(readDoc('operating/desk.env')), { mode: 0o600 });
  return {
    read: () => readEnvFile(readFileSync(file, 'utf8')),
    set: (settings: Record<string, string>) => {
      const all = { ...readEnvFile(readFileSync(file, 'utf8')), ...settings };
      const lines = Object.entries(all).map(([name, value]) => `${name}="${value}"`);
      writeFileSync(file, `${lines.join('\n')}\n`);
    },
  };
}

function createProcess(place: (text: string) => string, port: number) {
  let child: Child | null = null;
  let before = '';
  const output = () => before + (child?.output() ?? '');
  return {
    output,
    start: async (env: Record<string, string>) => {
      before = output();
      const [, ...args] = directive(unit, 'ExecStart').split(' ');
      const started = startChild(args, env, place(directive(unit, 'WorkingDirectory')));
      child = started;
      await waitUntil('the desk is ready', async () => {
        if (!started.isRunning()) throw new Error(`The desk ended:\n${started.output()}`);
        try {
          return (await fetch(`http://127.0.0.1:${String(port)}/readyz`)).ok;
        } catch {
          // It does not listen yet.
          return false;
        }
      });
    },
    stop: async () => {
      await child?.end('SIGTERM');
    },
  };
}

/** Installs a desk, without starting it. */
export async function installDesk(): Promise<InstalledDesk> {
  const root = mkdtempSync(join(tmpdir(), 'changgu-installed-'));
  const place = (text: string) =>
    text.replaceAll(/\/(etc|opt|var\/lib|var\/backups)\/changgu/g, `${root}$&`);
  await install(place);
  const port = await findRestPort();
  const sandbox = await startTestSandbox();
  const env = environment(place);
  env.set({
    ...OF_A_TEST,
    PORT: String(port),
    TOSS_BASE_URL: sandbox.url,
    AUTH_SECRET: 's'.repeat(64),
    METRICS_TOKEN: 'm'.repeat(48),
  });
  const desk = createProcess(place, port);
  const start = () => desk.start(env.read());
  return {
    place,
    port,
    host: new URL(env.read()['PUBLIC_URL'] ?? '').host,
    sandbox,
    set: env.set,
    settings: env.read,
    start,
    stop: desk.stop,
    output: desk.output,
    changgu: (args, input) => run(place('/opt/changgu/bin/changgu'), args, input),
    follow: async (block) => {
      // The account is the test's own.
      const here = place(block).replaceAll('-o changgu -g changgu ', '');
      const [before = '', between = '', after] = here.split(/^systemctl (?:stop|start) changgu\n/m);
      if (before !== '' || after !== '') throw new Error(`No stop, acts and start: ${block}`);
      await desk.stop();
      const ran = await run('sh', ['-e', '-c', between]);
      if (ran.status !== 0) throw new Error(ran.output);
      await start();
    },
    figures: async () => {
      const answer = await fetch(`http://127.0.0.1:${String(port)}/metrics`, {
        headers: { authorization: `Bearer ${env.read()['METRICS_TOKEN'] ?? ''}` },
      });
      return readFigures(await answer.text());
    },
    close: async () => {
      await desk.stop();
      await sandbox.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
}
