/** `npm run quick` in a temporary repository, with programs that always succeed. */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';

const PROJECT = join(import.meta.dirname, '../..');

/** Without the variables of a git hook, which would point to the outer repository. */
const OUTSIDE = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_')),
);

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'changgu-quick-'));
  write('.gitignore', 'node_modules\n.cache\n');
  write('shared/won.ts', 'export const won = 1;\n');
  write('server/alone.ts', 'export const alone = 1;\n');
  write('test/server/won.test.ts', "import '../../shared/won.ts';\n");
  write('test/e2e/journey.test.ts', "import '../../shared/won.ts';\n");
  for (const name of ['oxlint', 'oxfmt', 'tsx']) program(name, 'exit 0');
  const report = '{"numPassedTests":1,"numFailedTests":0,"numPendingTests":0,"testResults":[]}';
  program('vitest', `echo '${report}' > .cache/tests/related.json`);
  git('init', '-q');
  git('add', '-A');
  git('-c', 'user.name=a', '-c', 'user.email=a@b.c', 'commit', '-qm', 'first');
});
afterEach(() => rmSync(root, { recursive: true }));

function write(file: string, text: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
}

function program(name: string, script: string): void {
  const file = `node_modules/.bin/${name}`;
  write(file, `#!/bin/sh\n${script}\n`);
  chmodSync(join(root, file), 0o755);
}

function git(...args: string[]): void {
  spawnSync('git', args, { cwd: root, env: OUTSIDE });
}

function quick(...args: string[]) {
  const tsx = join(PROJECT, 'node_modules/.bin/tsx');
  const script = join(PROJECT, 'test/repo/quick.ts');
  const { status, stdout, stderr } = spawnSync(tsx, [script, ...args], {
    cwd: root,
    env: OUTSIDE,
    encoding: 'utf8',
  });
  return { status, said: stdout + stderr };
}

it('prints nothing where nothing has changed', () =>
  expect(quick()).toEqual({ status: 0, said: 'Nothing has changed since the last commit.\n' }));

it('runs the tests that a change reaches, and names what it leaves out', () => {
  write('shared/won.ts', 'export const won = 2;\n');
  write('server/alone.ts', 'export const alone = 2;\n');
  const { status, said } = quick();
  expect(said).toContain('Left to npm test: 1 journeys in a browser.');
  expect(said).toContain('No test imports server/alone.ts.');
  expect(said).toContain('✓ tests: related 1 passed, 0 failed');
  expect(said.trim().split('\n').at(-1)).toBe('4 passed, 0 failed');
  expect(status).toBe(0);
});

it('checks a file whose name git would escape', () => {
  write('server/환불.ts', 'export const refund = 1;\n');
  const { said } = quick();
  expect(said).toContain('No test imports server/환불.ts.');
  // Types and lint, the house rules, and the format of the one file.
  expect(said.trim().split('\n').at(-1)).toBe('3 passed, 0 failed');
});

it('runs the gates where a file was deleted that others import', () => {
  rmSync(join(root, 'shared/won.ts'));
  const { status, said } = quick();
  expect(said).toContain('No tests are run: the code does not compile.');
  expect(said.trim().split('\n').at(-1)).toBe('2 passed, 1 failed');
  expect(status).toBe(1);
});

it('refuses to check staged files that have unstaged changes', () => {
  write('shared/won.ts', 'export const won = 2;\n');
  git('add', '-A');
  expect(quick('--staged').status).toBe(0);
  write('shared/won.ts', 'export const won = 3;\n');
  const { status, said } = quick('--staged');
  expect(said).toContain('Stage the rest of these files, or stash it: shared/won.ts');
  expect(status).toBe(1);
});

it('names what is checked and not in the commit', () => {
  write('shared/won.ts', "export { other as won } from './other.ts';\n");
  git('add', '-A');
  write('shared/other.ts', 'export const other = 2;\n');
  expect(quick('--staged').said).toContain('Checked too, and not staged: shared/other.ts');
});
