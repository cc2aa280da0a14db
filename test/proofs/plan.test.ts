/** Every test file belongs to exactly one project. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { sourceFiles } from '../repo/source-files.ts';
import { proofPlans } from './plan.ts';

const ROOT = join(import.meta.dirname, '../..');

/** `[project] file` of each test file that the projects have. */
function listed(): string[] {
  const vitest = join(ROOT, 'node_modules/.bin/vitest');
  const { stdout, stderr } = spawnSync(vitest, ['list', '--filesOnly'], {
    cwd: ROOT,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  });
  const lines = stdout.split('\n').filter((line) => line.startsWith('['));
  if (lines.length === 0) throw new Error(stderr);
  return lines;
}

it('every test file runs in one project', () => {
  // In any folder, and with any usual name.
  const isTest = /[.-](?:test|spec)\.[cm]?[jt]sx?$/;
  const there = sourceFiles(ROOT).filter((name) => isTest.test(name));
  const run = listed().map((line) => line.replace(/^\[[^\]]*\] /, ''));
  expect(run.toSorted()).toEqual(there.toSorted());
});

it('every proof has a unique name and runs existing files', () => {
  const names = proofPlans.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  const files = proofPlans.flatMap(({ tests, script }) => [...tests, ...(script ? [script] : [])]);
  expect(files.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
  for (const { tests, script } of proofPlans) expect(tests.length > 0).toBe(script === undefined);
});
