/** Runs test files over the engine with a planted fault. */
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { changedSources } from '../support/bundle-with-faults.ts';
import type { Mutant } from './mutant.ts';
import type { Ran } from './serve-gate.ts';

const ROOT = join(import.meta.dirname, '../..');
const VITEST = join(ROOT, 'node_modules/.bin/vitest');

function run(args: readonly string[], planted: string): Promise<string> {
  const child = spawn(VITEST, ['run', ...args], {
    cwd: ROOT,
    env: { ...process.env, PLANTED_SOURCES: planted },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-4000);
    });
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', () => resolve(output));
  });
}

/**
 * @param folder for the changed sources and the report
 * @returns the first failed test, and how many were run: 0 where this machine leaves them all out
 * @throws Error where the tests can't be run at all: that is no finding
 */
export async function runTestsWith(
  { name, changes, only = [] }: Pick<Mutant, 'name' | 'changes' | 'only'>,
  folder: string,
): Promise<Ran> {
  const planted = join(folder, `${name}.sources.json`);
  const report = join(folder, `${name}.report.json`);
  writeFileSync(planted, JSON.stringify(Object.fromEntries(await changedSources(changes))));
  // The first failure is the finding.
  const running = ['--project', 'money', '--project', 'unit', '--maxWorkers', '1', '--bail', '1'];
  const reporting = ['--reporter=json', `--outputFile=${report}`];
  const output = await run([...running, ...reporting, ...only], planted);
  const { testResults } = readReport(report, output);
  const told = testResults.flatMap(({ assertionResults }) => assertionResults);
  const crashed = testResults.find((one) => one.assertionResults.length === 0);
  if (crashed !== undefined || told.length === 0) throw new Error(crashed?.message ?? output);
  const failed = told.find(({ status }) => status === 'failed');
  const count = told.filter(({ status }) => status === 'passed' || status === 'failed').length;
  if (failed === undefined) return { finding: null, count };
  const detail = failed.failureMessages.join('\n').slice(0, 500);
  return { finding: { promise: failed.fullName, detail, at: told.indexOf(failed) }, count };
}

interface Report {
  testResults: {
    message: string;
    assertionResults: { fullName: string; status: string; failureMessages: string[] }[];
  }[];
}

function readReport(file: string, output: string): Report {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Report;
  } catch {
    throw new Error(output);
  }
}
