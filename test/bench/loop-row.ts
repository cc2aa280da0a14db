/**
 * Row 16: how long the developers' commands take in a fresh clone of what is committed, with
 * nothing cached. Installing counts in the time of `.ci/run` alone: it depends on the registry.
 */
import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bench, Figure } from './bench.ts';
import type { BenchContext } from './context.ts';
import { shown } from './figures.ts';

const ROOT = join(import.meta.dirname, '../..');
/** A change within one feature folder that other folders build on. */
const CHANGED = 'server/bulk-refunds/bulk-step.ts';

/**
 * Without npm's variables, which would make another npm work in this folder instead of the clone.
 */
const env = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name))),
  CI: 'true',
};

interface Took {
  wallSeconds: number;
  cpuSeconds: number;
  lastLine: string;
}

/** Parses `0m1.52s`, as the shell's `times` prints it, into seconds. */
function seconds(text: string): number {
  const [, minutes = '', rest = ''] = /^(\d+)m([\d.]+)s$/.exec(text) ?? [];
  return Number(minutes) * 60 + Number(rest);
}

/** @throws Error with the end of the output where the command fails */
function time(folder: string, command: string): Took {
  const startedMs = performance.now();
  const ran = spawnSync('bash', ['-c', `${command} >&2; code=$?; times; exit $code`], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    env,
  });
  const wallSeconds = (performance.now() - startedMs) / 1000;
  if (ran.status !== 0) throw new Error(`${command} failed:\n${ran.stderr.slice(-4000)}`);
  // The second line is about the child processes of the shell.
  const [, ofPrograms = ''] = ran.stdout.trim().split('\n');
  const cpuSeconds = ofPrograms.split(' ').reduce((sum, text) => sum + seconds(text), 0);
  const lastLine = ran.stderr.trim().split('\n').at(-1) ?? '';
  return { wallSeconds, cpuSeconds, lastLine };
}

function figure(part: string, value: number, unit: string, most: number): Figure {
  const bound = { is: 'at most', than: most } as const;
  return { part, product: shown(value, unit), floor: '', ratio: value, bound };
}

function loop({ say }: BenchContext): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'changgu-loop-'));
  const run = (command: string) => {
    say(`  ${command}`);
    return time(folder, command);
  };
  try {
    time(folder, `git clone --quiet --no-hardlinks ${JSON.stringify(ROOT)} .`);
    const installed = run('npm ci');
    appendFileSync(join(folder, CHANGED), '\nexport const changed = true;\n');
    const quick = run('npm run quick');
    time(folder, 'git checkout --quiet . && rm -rf .cache dist');
    const tests = run('npm test');
    const allProofs = run('npm run test:proofs -- --all');
    const noProofs = run('npm run test:proofs');
    if (!noProofs.lastLine.startsWith('0 passed, 0 failed')) {
      throw new Error(`Not every proof was skipped: ${noProofs.lastLine}`);
    }
    const ci = installed.wallSeconds + tests.wallSeconds;
    return Promise.resolve([
      figure('npm run quick, a change in one folder', quick.wallSeconds, 's', 90),
      figure('npm test', tests.wallSeconds / 60, 'min', 10),
      figure('npm test, processor time', tests.cpuSeconds, 's', 1100),
      figure('.ci/run, every proof skipped', (ci + noProofs.wallSeconds) / 60, 'min', 15),
      figure('npm run test:proofs, every proof run', allProofs.wallSeconds / 60, 'min', 25),
      figure('.ci/run, every proof run', (ci + allProofs.wallSeconds) / 60, 'min', 35),
    ]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export const loopRow: Bench = {
  row: 16,
  name: 'loop',
  what: 'The developers’ commands on two cores, in a fresh clone with nothing cached',
  goal: 'quick ≤ 90 s, tests ≤ 10 min, CI ≤ 15 min without proofs and ≤ 35 min with all',
  alone: true,
  run: loop,
};
