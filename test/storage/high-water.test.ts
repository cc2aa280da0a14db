/** The newest event number that a data folder has seen; it detects a restored database. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openHighWater } from '../../server/storage/high-water.ts';

let dir: string;
let file: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'changgu-high-water-'));
  file = join(dir, 'high-water');
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

it('is 0 in a new folder, only rises, and survives a restart', () => {
  const mark = openHighWater(dir, 'a.db');
  expect(mark.value()).toBe(0);
  for (const [raised, value] of [
    [7, 7],
    [3, 7],
    [7, 7],
    [8, 8],
  ] as const) {
    mark.raise(raised);
    expect([mark.value(), openHighWater(dir, 'a.db').value()]).toEqual([value, value]);
  }
});

it('is one for each database of the folder', () => {
  openHighWater(dir, 'a.db').raise(7);
  const other = openHighWater(dir, 'b.db');
  expect(other.value()).toBe(0);
  other.raise(2);
  expect(readFileSync(file, 'utf8')).toBe('a.db 7\nb.db 2\n');
  expect(openHighWater(dir, 'a.db').value()).toBe(7);
});

it.each(['a.db', 'a.db 7 8', 'a.db -1', 'a.db 7\n\u0000\u0000', 'a.db 12345678901234567'])(
  'that is damaged is refused, with what to do: %j',
  (text) => {
    writeFileSync(file, text);
    expect(() => openHighWater(dir, 'a.db')).toThrow(/is damaged.*npm run backup -- --restored/);
  },
);

it('that can’t be read does not count as a new folder', () => {
  mkdirSync(file);
  expect(() => openHighWater(dir, 'a.db')).toThrow('EISDIR');
});

it('that the disk refuses is an error, and the next try raises it', () => {
  const mark = openHighWater(dir, 'a.db');
  mkdirSync(`${file}.new`);
  expect(() => mark.raise(7)).toThrow('EISDIR');
  expect(mark.value()).toBe(0);
  rmSync(`${file}.new`, { recursive: true });
  mark.raise(7);
  expect(openHighWater(dir, 'a.db').value()).toBe(7);
});
