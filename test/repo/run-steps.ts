/** Runs steps in parallel and adds up their counts. */
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Step } from './steps.ts';
import { tallyTests, tellTally, type Tally, type VitestReport } from './tally.ts';

/** Twice the cores of a small machine: tests of desks and dialogs wait for much of their time. */
const LANES = 4;

interface Ended {
  exitCode: number;
  output: string;
}

/** Without the variables that git sets for hooks, since tests create repositories of their own. */
const ownEnvironment = () =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_')));

function run(root: string, { command, workers = 1 }: Step): Promise<Ended> {
  const [program, ...args] = command;
  return new Promise((resolve) => {
    const child = spawn(join(root, 'node_modules/.bin', program), args, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      // The projects of vite.config.ts ignore the command's own option.
      env: { ...ownEnvironment(), VITEST_MAX_WORKERS: String(workers) },
    });
    let output = '';
    const keep = (chunk: Buffer) => {
      output += chunk.toString();
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('error', (error) => resolve({ exitCode: 127, output: output + error.message }));
    // A program killed by a signal has no exit code; that is a failure as well.
    child.once('close', (code) => resolve({ exitCode: code ?? 1, output }));
  });
}

function readReport(file: string): VitestReport | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as VitestReport;
  } catch {
    // The run ended before it could write a report, which is counted as a failure.
    return undefined;
  }
}

/**
 * Runs every step, also where one fails, four at a time in their order.
 * @param root the project's folder
 * @param say called with each step's result, and the output of a failed one
 * @returns the counts of each step, by its name
 */
export async function runSteps(
  root: string,
  steps: readonly Step[],
  say: (line: string) => void,
): Promise<ReadonlyMap<string, Tally>> {
  const counted = new Map<string, Tally>();

  async function take(step: Step): Promise<void> {
    const { name, report } = step;
    const file = report === undefined ? undefined : join(root, report);
    if (file !== undefined) {
      mkdirSync(dirname(file), { recursive: true });
      // The report of an earlier run must not be taken for this one's.
      rmSync(file, { force: true });
    }
    const startedMs = performance.now();
    const { exitCode, output } = await run(root, step);
    const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
    const failed = exitCode === 0 ? 0 : 1;
    const found =
      file === undefined
        ? { passed: 1 - failed, failed, skipped: 0 }
        : tallyTests(readReport(file), exitCode);
    counted.set(name, found);
    const counts = file === undefined ? '' : ` ${tellTally(found)}`;
    say(`${found.failed === 0 ? '✓' : '✗'} ${name}${counts} in ${seconds} s`);
    if (found.failed > 0) say(`${output.trim()}\n`);
  }

  const waiting = [...steps];
  await Promise.all(
    Array.from({ length: LANES }, async () => {
      for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) await take(step);
    }),
  );
  return counted;
}
