/**
 * `npm run check`: every gate, then every test, all of them even where one fails. The last line
 * is `N passed, N failed`, where a gate counts as one.
 */
import { spawn } from 'node:child_process';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { proofPlans } from '../proofs/plan.ts';
import { beginProof } from '../proofs/run-proofs.ts';
import { tallyTests, type VitestReport } from './tally.ts';
import { readBranchCoverage } from './untaken-branches.ts';

const ROOT = join(import.meta.dirname, '../..');
const REPORT = join(ROOT, '.cache/vitest-report.json');
/** Where vite.config.ts has it put. */
const COVERAGE = join(ROOT, '.cache/coverage');

interface Gate {
  name: string;
  /** A program of node_modules/.bin and what it is given. */
  command: [string, ...string[]];
}

interface Ended {
  exitCode: number;
  output: string;
  seconds: number;
}

const prettier: Gate = {
  name: 'format (prettier)',
  command: [
    'prettier',
    ...['--check', '--log-level', 'warn', '--cache', '--cache-location', '.cache/prettier', '.'],
  ],
};
/** Types, unused code and hooks. */
const oxlint: Gate = { name: 'lint (oxlint)', command: ['oxlint', '--deny-warnings'] };
/** What oxlint has no rule for. */
const eslint: Gate = { name: 'lint (eslint)', command: ['eslint', '--max-warnings', '0', '.'] };
const types: Gate = {
  name: 'types (tsc)',
  command: ['tsc', '--incremental', '--tsBuildInfoFile', '.cache/types.tsbuildinfo', '-p', '.'],
};
const boundaries: Gate = {
  name: 'boundaries (dependency-cruiser)',
  command: [
    'depcruise',
    ...['--config', '.dependency-cruiser.cjs', 'client', 'server', 'shared', 'test'],
  ],
};
const deadCode: Gate = { name: 'dead code (knip)', command: ['knip', '--no-progress'] };

/** Two lanes for two cores. */
const LANES: Gate[][] = [
  [oxlint, eslint, deadCode],
  [types, prettier, boundaries],
];
const SHOWN_ORDER = [prettier, oxlint, eslint, types, boundaries, deadCode];

function heading(text: string): void {
  console.log(`\n── ${text} ${'─'.repeat(Math.max(0, 90 - text.length))}`);
}

function run([program, ...args]: Gate['command'], shown: 'kept' | 'passed'): Promise<Ended> {
  const startedMs = performance.now();
  return new Promise((resolve) => {
    const child = spawn(join(ROOT, 'node_modules/.bin', program), args, {
      cwd: ROOT,
      stdio: shown === 'passed' ? ['ignore', 'inherit', 'inherit'] : ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const keep = (chunk: Buffer) => {
      output += chunk.toString();
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    const end = (exitCode: number) => {
      resolve({ exitCode, output, seconds: (performance.now() - startedMs) / 1000 });
    };
    child.once('error', (error) => {
      output += error.message;
      end(127);
    });
    // A signal ends a program without a code; that is a failure as well.
    child.once('close', (code) => {
      end(code ?? 1);
    });
  });
}

/** Shows each gate as soon as it and those before it have ended. */
async function runGates(): Promise<number> {
  const ends = new Map<Gate, PromiseWithEnd>();
  for (const gate of SHOWN_ORDER) ends.set(gate, promiseOfEnd());
  const lanes = LANES.map(async (lane) => {
    for (const gate of lane) ends.get(gate)?.resolve(await run(gate.command, 'kept'));
  });
  let failed = 0;
  for (const [gate, { promise }] of ends) {
    const { exitCode, output, seconds } = await promise;
    heading(`${gate.name}: ${exitCode === 0 ? 'passed' : 'FAILED'} in ${seconds.toFixed(1)} s`);
    if (exitCode === 0) continue;
    failed += 1;
    console.log(output.trim());
  }
  await Promise.all(lanes);
  return failed;
}

interface PromiseWithEnd {
  promise: Promise<Ended>;
  resolve: (end: Ended) => void;
}

function promiseOfEnd(): PromiseWithEnd {
  let resolve: (end: Ended) => void = () => undefined;
  const promise = new Promise<Ended>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

async function readReport(): Promise<VitestReport | undefined> {
  try {
    return JSON.parse(await readFile(REPORT, 'utf8')) as VitestReport;
  } catch (error) {
    console.log(`vitest left no report: ${String(error)}`);
    return undefined;
  }
}

async function main(): Promise<void> {
  await mkdir(join(ROOT, '.cache'), { recursive: true });
  // A run that dies must not be told by the one before.
  await rm(REPORT, { force: true });
  await rm(COVERAGE, { recursive: true, force: true });
  const branches = proofPlans.find(({ name }) => name === 'branches');
  // What does not compile has no fingerprint, and the gates say what is wrong with it.
  const keepBranches = branches && (await beginProof(ROOT, branches).catch(() => undefined));
  const failedGates = await runGates();
  heading('tests (vitest)');
  // With coverage, so that a branch that decides about money and is taken by no test fails too.
  const { exitCode } = await run(
    [
      ...(['vitest', 'run', '--project', '!proofs*', '--coverage.enabled'] as const),
      ...['--reporter=default', '--reporter=json', `--outputFile.json=${REPORT}`],
    ],
    'passed',
  );
  const coverage = readBranchCoverage(COVERAGE);
  const untaken = coverage?.untaken ?? [];
  if (untaken.length > 0) heading('branches that no test takes');
  for (const branch of untaken) console.log(branch);
  const tests = tallyTests(await readReport(), exitCode);
  // `npm run test:proofs` need not take the same branches again.
  if (coverage !== undefined && untaken.length + tests.failed === 0) await keepBranches?.();
  const failed = failedGates + tests.failed;
  heading('all');
  console.log(`${SHOWN_ORDER.length - failedGates + tests.passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}

await main();
