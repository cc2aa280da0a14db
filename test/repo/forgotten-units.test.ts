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

it('is true of every file of the server and of the tests', { timeout: SLOW_MS }, () => {
  const files = sourceFiles(root).filter((file) => /^(server|test)\/.*\.ts$/.test(file));
  expect(files.length).toBeGreaterThan(300);
  expect(
    forgottenUnits(
      root,
      files.map((file) => path.join(root, file)),
    ),
  ).toEqual([]);
});

const planted = `import { mapUnit, type Unit } from '${root}/server/storage/unit.ts';
declare function write(n: number): Unit<void>;
declare function read<T>(unit: Unit<T>): T;
declare function transact<T>(work: () => Unit<T>): Promise<T>;
export function* unit(on: boolean): Unit<void> {
  yield* write(0);
  yield* on ? write(0) : write(1);
  yield* mapUnit([0], (n) => write(n));
  yield* mapUnit([0], write);
}
export const outer = (n: number) => write(n);
export const inner = (n: number): Unit<void> => { return write(n); };
export const asked: { ask: () => Unit<void> } = { ask: () => write(1) };
read(write(1));
void transact(() => write(1));
void transact(function* () { yield* write(1); });
`;

/** Each line is a fault. */
const faults = `  write(1);
  if (on) write(2);
  on && write(3);
  if (write(4)) return;
  const held = write(5);
  [6].forEach((n) => write(n));
  [7].forEach(write);
  [8].map((n) => write(n));
  Promise.resolve(9).then(() => write(9));
  setTimeout(function* () { yield* write(10); });
  String(write(11));
  return write(12);
`;

it('finds none where each is run', { timeout: SLOW_MS }, () => {
  const file = path.join(folder, 'fine.ts');
  writeFileSync(file, planted);
  expect(forgottenUnits(root, [file])).toEqual([]);
});

it('notices a unit that is dropped', { timeout: SLOW_MS }, () => {
  const file = path.join(folder, 'planted.ts');
  writeFileSync(file, `${planted}export function* faulty(on: boolean): Unit<void> {\n${faults}}\n`);
  const first = planted.split('\n').length + 1;
  const lines = faults.trim().split('\n');
  expect(forgottenUnits(root, [file]).map((line) => Number(/:(\d+):/.exec(line)?.[1]))).toEqual(
    lines.map((_line, index) => first + index),
  );
});
