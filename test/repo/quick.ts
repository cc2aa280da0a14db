/**
 * `npm run quick`: what can be said within 90 seconds of the changes that are not committed yet.
 * `--staged` looks at the staged files alone. Ends with 1 where something is wrong.
 */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { relatedTests } from './related-tests.ts';
import { runSteps, sumOf } from './run-steps.ts';
import { tests, type Step } from './steps.ts';

const ROOT = join(import.meta.dirname, '../..');
/** So many files of tests take less than a minute on one core. */
const MOST_TESTS = 30;

function git(...args: string[]): string[] {
  const lines = execFileSync('git', args, { cwd: ROOT, encoding: 'utf8' }).split('\n');
  return lines.filter((line) => line !== '');
}

function changedFiles(staged: boolean): string[] {
  const diff = ['diff', '--name-only', '--diff-filter=d'];
  if (staged) return git(...diff, '--cached');
  return [...git(...diff, 'HEAD'), ...git('ls-files', '--others', '--exclude-standard')];
}

async function stepsFor(changed: readonly string[]): Promise<Step[]> {
  const code = changed.filter((file) => /\.[cm]?[jt]sx?$/.test(file));
  const related = await relatedTests(ROOT, changed);
  const run = related.slice(0, MOST_TESTS);
  const left = related.length - run.length;
  if (left > 0)
    console.log(`Left to npm test: ${left} more files of tests that the change reaches.`);
  const projects = ['money', 'unit', 'client', 'repo'];
  return [
    ...(run.length > 0 ? [tests('related', { projects, args: run })] : []),
    // All files, because a type may break where nothing was changed.
    { name: 'types and lint (oxlint)', command: ['oxlint', '--type-check', '--deny-warnings'] },
    ...(code.length > 0
      ? [
          {
            name: 'lint (eslint)',
            command: ['eslint', '--max-warnings', '0', '--no-warn-ignored', ...code] as const,
          },
        ]
      : []),
    {
      name: 'format (oxfmt)',
      command: ['oxfmt', '--check', '--no-error-on-unmatched-pattern', ...changed],
    },
  ];
}

const { values } = parseArgs({ options: { staged: { type: 'boolean', default: false } } });
const changed = changedFiles(values.staged);
if (changed.length === 0) {
  console.log('Nothing has changed since the last commit.');
} else {
  const counted = await runSteps(ROOT, await stepsFor(changed), (line) => {
    console.log(line);
  });
  const { passed, failed } = sumOf(counted.values());
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}
