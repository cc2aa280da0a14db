/**
 * `npm run check`: every gate and every test but the proofs, all of them even where one fails. The
 * last line is `N passed, N failed`, where a gate counts as one.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { runSteps } from './run-steps.ts';
import { COVERAGE, steps } from './steps.ts';
import { readBranchCoverage } from './untaken-branches.ts';

const ROOT = join(import.meta.dirname, '../..');
const coverage = join(ROOT, COVERAGE);

rmSync(coverage, { recursive: true, force: true });
const { passed, failed } = await runSteps(ROOT, steps, (line) => {
  console.log(line);
});
for (const branch of readBranchCoverage(coverage)?.untaken ?? []) {
  console.log(`no test takes the branch ${branch}`);
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
