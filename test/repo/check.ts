/**
 * `npm run check`: every gate and every test except the proofs, all of them even where one fails.
 * The last line is `N passed, N failed`, where a gate counts as one; what was skipped is printed
 * before it.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { proofPlans } from '../proofs/plan.ts';
import { beginProof } from '../proofs/run-proofs.ts';
import { runSteps } from './run-steps.ts';
import { COVERAGE, MONEY, steps } from './steps.ts';
import { sumOf } from './tally.ts';
import { readBranchCoverage } from './untaken-branches.ts';

const ROOT = join(import.meta.dirname, '../..');
const folder = join(ROOT, COVERAGE);

rmSync(folder, { recursive: true, force: true });
const branches = proofPlans.find(({ name }) => name === 'branches');
// Code that does not compile has no fingerprint, and the gates report the error.
const keepBranches = branches && (await beginProof(ROOT, branches).catch(() => undefined));
const counted = await runSteps(ROOT, steps, (line) => console.log(line));
const coverage = readBranchCoverage(folder);
for (const branch of coverage?.untaken ?? []) console.log(`no test takes the branch ${branch}`);
// The same tests took the same branches, so `npm run test:proofs` need not run them again.
if (coverage?.untaken.length === 0 && counted.get(MONEY)?.failed === 0) {
  const whyNot = (await keepBranches?.()) ?? null;
  if (whyNot !== null) console.log(`the proof branches is not kept, for ${whyNot}`);
}
const { passed, failed, skipped } = sumOf(counted.values());
if (skipped > 0) console.log(`${skipped} skipped`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
