/** The gate over branches: the files it covers, and its report of untaken branches. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { resolveConfig } from 'vitest/node';
import { readBranchCoverage } from './untaken-branches.ts';

const ROOT = join(import.meta.dirname, '../..');

it('covers existing files, requires every branch of each, and is off for a partial run', async () => {
  const { vitestConfig } = await resolveConfig({ root: ROOT, config: 'vite.config.ts' });
  const { coverage } = vitestConfig;
  expect(coverage).toMatchObject({ enabled: false, provider: 'v8' });
  expect(coverage.thresholds).toEqual({ branches: 100, perFile: true });
  const { include = [] } = coverage;
  expect(include.length).toBeGreaterThan(20);
  expect(include.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
});

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'changgu-coverage-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('reports each untaken branch by its file and line', () => {
  const branch = (line: number, type: string) => ({
    type,
    locations: [{ start: { line, column: 2 } }, { start: {} }],
  });
  const file = (name: string, b: Record<string, number[]>) => ({
    path: join(ROOT, name),
    branchMap: { '0': branch(7, 'if'), '1': branch(9, 'cond-expr') },
    b,
  });
  const report = {
    a: file('shared/a.ts', { '0': [3, 0], '1': [0, 1] }),
    b: file('shared/b.ts', { '0': [1, 1], '1': [1, 1] }),
  };
  writeFileSync(join(folder, 'coverage-final.json'), JSON.stringify(report));
  expect(readBranchCoverage(folder)).toEqual({
    branches: 8,
    covered: 6,
    files: 2,
    untaken: ['shared/a.ts:7 if', 'shared/a.ts:9 cond-expr'],
  });
});

it('reports nothing where nothing was measured', () =>
  expect(readBranchCoverage(folder)).toBeUndefined());
