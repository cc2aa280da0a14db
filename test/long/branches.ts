/**
 * The proof `branches`: the tests of the project `money` take every branch of the files that decide
 * about money (vite.config.ts lists them). `tsx test/long/branches.ts [--keep]`. Desks in child
 * processes aren't counted. Exits with 1 where a branch was not taken or a test failed.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { tallyTests, type VitestReport } from '../repo/tally.ts';
import { readBranchCoverage } from '../repo/untaken-branches.ts';
import { writeProof, type ProofRun } from '../trust/write-proof.ts';

const ROOT = join(import.meta.dirname, '../..');
const FOLDER = join(ROOT, '.cache/branches');
const REPORT = join(FOLDER, 'tests.json');

const { values } = parseArgs({ options: { keep: { type: 'boolean', default: false } } });

function runTests(): number {
  const args = [
    ...['run', '--project', 'money', '--coverage.enabled'],
    ...['--reporter=default', '--reporter=json', `--outputFile.json=${REPORT}`],
    // A branch that a failing run didn't take is a finding as well.
    ...['--coverage.reportOnFailure', `--coverage.reportsDirectory=${FOLDER}`],
  ];
  const vitest = join(ROOT, 'node_modules/.bin/vitest');
  return spawnSync(vitest, args, { cwd: ROOT, stdio: 'inherit' }).status ?? 1;
}

// The report of an earlier run must not be taken for this one's.
rmSync(FOLDER, { recursive: true, force: true });
const exitCode = runTests();
const coverage = readBranchCoverage(FOLDER);
if (coverage === undefined) throw new Error('The run left no coverage');
const { untaken, ...figures } = coverage;
for (const branch of untaken) console.error(`not taken: ${branch}`);
const report = JSON.parse(readFileSync(REPORT, 'utf8')) as VitestReport;
// An untaken branch makes vitest fail, and is counted by itself.
const { failed } = tallyTests(report, untaken.length > 0 ? 0 : exitCode);
const run: ProofRun = {
  proof: 'branches',
  command: 'npx tsx test/long/branches.ts',
  seed: null,
  violations: untaken.length + failed,
  figures,
};
console.log(JSON.stringify(run, null, 2));
if (values.keep) writeProof(run);
process.exitCode = run.violations === 0 ? 0 : 1;
