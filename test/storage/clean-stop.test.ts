/** The mark of a clean stop is valid for the very file that was closed, once. */
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { leaveCleanStop, takeCleanStop } from '../../server/storage/clean-stop.ts';

let dir: string;
let file: string;
let mark: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'changgu-clean-stop-'));
  file = join(dir, 'a.db');
  mark = `${file}.clean-stop`;
  writeFileSync(file, 'content');
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

it('is valid once', () => {
  expect(takeCleanStop(file)).toBe(false);
  leaveCleanStop(file);
  expect(takeCleanStop(file)).toBe(true);
  expect(existsSync(mark)).toBe(false);
  expect(takeCleanStop(file)).toBe(false);
});

describe('is not valid', () => {
  it.each<[string, () => void]>([
    ['that was written since', () => writeFileSync(file, 'CONTENT')],
    [
      'that a copy was written into, with the times of before',
      () => {
        const past = new Date('2026-01-01');
        utimesSync(file, past, past);
        leaveCleanStop(file);
        writeFileSync(file, 'CONTENT');
        utimesSync(file, past, past);
      },
    ],
    [
      'that was put back from a copy',
      () => {
        copyFileSync(file, `${file}.copy`);
        renameSync(`${file}.copy`, file);
      },
    ],
    ['beside which there is a log', () => writeFileSync(`${file}-wal`, '')],
    ['that is gone', () => rmSync(file)],
  ])('for a file %s', (_what, change) => {
    leaveCleanStop(file);
    change();
    expect(takeCleanStop(file)).toBe(false);
    expect(existsSync(mark)).toBe(false);
  });

  it('for another file of the folder', () => {
    leaveCleanStop(file);
    expect(takeCleanStop(join(dir, 'b.db'))).toBe(false);
  });
});

it('is not left while somebody has the database open, or where there is none', () => {
  writeFileSync(`${file}-wal`, '');
  leaveCleanStop(file);
  expect(existsSync(mark)).toBe(false);
  leaveCleanStop(join(dir, 'none.db'));
  expect(existsSync(join(dir, 'none.db.clean-stop'))).toBe(false);
});

it('that can’t be read or deleted stops the start', () => {
  mkdirSync(mark);
  expect(() => takeCleanStop(file)).toThrow('EISDIR');
});
