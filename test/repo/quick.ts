/**
 * `npm run quick`: checks the uncommitted changes within 90 seconds; with `--staged` the staged
 * files. Exits with 1 where something is wrong.
 */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { relatedTests, type RelatedTests } from './related-tests.ts';
import { runSteps } from './run-steps.ts';
import { houseRules, LINT, tests, type Step } from './steps.ts';
import { sumOf, tellTally } from './tally.ts';

/** npm runs its scripts there. */
const ROOT = process.cwd();
/** So many test files take less than a minute. */
const MOST_TESTS = 8;

function git(...args: string[]): string[] {
  const all = ['-c', 'core.quotePath=false', ...args];
  const lines = execFileSync('git', all, { cwd: ROOT, encoding: 'utf8' }).split('\n');
  return lines.filter((line) => line !== '');
}

/** Including deleted files, which others may still import. */
function changedFiles(staged: boolean): string[] {
  if (staged) return git('diff', '--name-only', '--no-renames', '--cached');
  const changed = git('diff', '--name-only', '--no-renames', 'HEAD');
  return [...changed, ...git('ls-files', '--others', '--exclude-standard')];
}

/** @throws Error where what would be checked is not what would be committed */
function requireAllStaged(staged: readonly string[]): void {
  const unstaged = git('diff', '--name-only');
  const both = unstaged.filter((file) => staged.includes(file));
  if (both.length > 0) {
    throw new Error(`Stage the rest of these files, or stash it: ${both.join(', ')}`);
  }
  const beside = [...unstaged, ...git('ls-files', '--others', '--exclude-standard')];
  if (beside.length > 0) console.log(`Checked too, and not staged: ${beside.join(', ')}`);
}

function tellLeft({ quick, browser, proofs, unknown }: RelatedTests): void {
  const left = [
    [quick.length - MOST_TESTS, 'more files of tests'],
    [browser.length, 'journeys in a browser'],
    [proofs.length, 'proofs (npm run test:proofs)'],
  ] as const;
  const told = left.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  if (told.length > 0) console.log(`Left to npm test: ${told.join(', ')}.`);
  if (unknown.length > 0) console.log(`No test imports ${unknown.join(', ')}.`);
}

/** @returns `null` where the code does not compile, which is printed */
async function testsOf(changed: readonly string[]): Promise<Step[] | null> {
  let related: RelatedTests;
  try {
    related = await relatedTests(ROOT, changed);
  } catch (error) {
    console.log('No tests are run: the code does not compile.', String(error));
    return null;
  }
  tellLeft(related);
  const args = related.quick.slice(0, MOST_TESTS);
  const projects = ['money', 'unit', 'client', 'repo'];
  return args.length === 0 ? [] : [tests('related', { projects, args, workers: 2 })];
}

function gatesFor(changed: readonly string[]): Step[] {
  const there = changed.filter((file) => existsSync(join(ROOT, file)));
  const oxfmt = ['--check', '--no-error-on-unmatched-pattern', ...there];
  return [
    // All files, because a change may break types elsewhere.
    { name: 'types and lint (oxlint)', command: [...LINT, '--type-check'] },
    houseRules,
    ...(there.length > 0
      ? [{ name: 'format (oxfmt)', command: ['oxfmt', ...oxfmt] } as const]
      : []),
  ];
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { staged: { type: 'boolean', default: false } } });
  const changed = changedFiles(values.staged);
  if (changed.length === 0) {
    console.log('Nothing has changed since the last commit.');
    return;
  }
  if (values.staged) requireAllStaged(changed);
  const related = await testsOf(changed);
  const steps = [...(related ?? []), ...gatesFor(changed)];
  const counted = await runSteps(ROOT, steps, (line) => console.log(line));
  const broken = { passed: 0, failed: related === null ? 1 : 0, skipped: 0 };
  const sum = sumOf([...counted.values(), broken]);
  console.log(tellTally(sum));
  process.exitCode = sum.failed === 0 ? 0 : 1;
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
