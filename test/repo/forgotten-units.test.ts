/** No unit of work is made and not run. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { forgottenUnits } from './forgotten-units.ts';
import { sourceFiles } from './source-files.ts';

const root = path.resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(path.join(tmpdir(), 'changgu-units-'));
afterAll(() => rmSync(folder, { recursive: true }));

const SLOW_MS = 300_000;

it('is true of every file of the server', { timeout: SLOW_MS }, () => {
  const files = sourceFiles(root).filter((file) => /^server\/.*\.ts$/.test(file));
  expect(files.length).toBeGreaterThan(300);
  expect(
    forgottenUnits(
      root,
      files.map((file) => path.join(root, file)),
    ),
  ).toEqual([]);
});

it('notices a unit that is dropped', { timeout: SLOW_MS }, () => {
  const file = path.join(folder, 'planted.ts');
  writeFileSync(
    file,
    `import { mapUnit, type Unit } from '${root}/server/storage/unit.ts';
declare function write(n: number): Unit<void>;
export function* unit(on: boolean): Unit<void> {
  write(1);
  if (on) write(2);
  on && write(3);
  [4].forEach((n) => write(n));
  yield* write(0);
  yield* mapUnit([0], (n) => write(n));
}
export const outer = function* () {
  return write(5);
};
export const fine = (n: number): Unit<void> => write(n);
`,
  );
  expect(forgottenUnits(root, [file]).map((line) => /:(\d+):/.exec(line)?.[1])).toEqual([
    ...['4', '5', '6', '7', '12'],
  ]);
});
