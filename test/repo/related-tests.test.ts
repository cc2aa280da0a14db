import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { relatedTests } from './related-tests.ts';

const FILES: Record<string, string> = {
  'shared/won.ts': 'export const won = 1;\n',
  'server/money.ts': "export { won } from '../shared/won.ts';\n",
  'server/desk.ts': "export { won } from './money.ts';\n",
  'test/server/desk.test.ts': "import '../../server/desk.ts';\n",
  'test/server/money.test.ts': "import '../../server/money.ts';\n",
  'test/server/other.test.ts': 'export {};\n',
  'test/e2e/journey.test.ts': "import '../../shared/won.ts';\n",
  'test/simulation/simulation.test.ts': "import '../../shared/won.ts';\n",
};

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'changgu-related-'));
  for (const [file, text] of Object.entries(FILES)) {
    mkdirSync(join(root, dirname(file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
});
afterEach(() => rmSync(root, { recursive: true }));

it('finds the tests that a change reaches, the nearest first, apart from browser and proofs', async () =>
  expect(await relatedTests(root, ['shared/won.ts'])).toEqual({
    quick: ['test/server/money.test.ts', 'test/server/desk.test.ts'],
    browser: ['test/e2e/journey.test.ts'],
    proofs: ['test/simulation/simulation.test.ts'],
    unknown: [],
  }));

it('includes a changed test itself, and lists files that no test imports', async () => {
  const changed = ['test/server/other.test.ts', 'README.md'];
  const { quick, unknown } = await relatedTests(root, changed);
  expect(quick).toEqual(['test/server/other.test.ts']);
  expect(unknown).toEqual(['README.md']);
});

it('fails where a file was deleted that another one imports', async () => {
  rmSync(join(root, 'shared/won.ts'));
  await expect(relatedTests(root, ['shared/won.ts'])).rejects.toThrow('shared/won.ts');
});
