/** That benches are judged correctly; how fast anything is, no test says. */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readKeptSoak } from '../soak/kept-soak.ts';
import { missedOf, verdictOf, type Bound, type Figure } from './bench.ts';
import { median, quantile, shown } from './figures.ts';
import { benches } from './benches.ts';
import { PERFORMANCE_PAGE, performancePage } from './page.ts';
import { reasons, soakReason } from './reasons.ts';
import { mergeResults, readResults, resultOf, tableText, writeResults } from './results.ts';
import type { Result } from './results.ts';
import { makeRunFolder } from './seeds.ts';

const atLeast = (than: number): Bound => ({ is: 'at least', than });
const atMost = (than: number): Bound => ({ is: 'at most', than });

function figure(over: Partial<Figure> = {}): Figure {
  const usual = { part: '', product: '1.00 ms', floor: '2.00 ms', ratio: 2, bound: atLeast(0.9) };
  return { ...usual, ...over };
}

function result(over: Partial<Result> = {}): Result {
  const bench = { row: 1, name: 'list', what: 'The list', goal: '≥ 0.9 × floor' };
  const run = { at: '2026-01-02T03:04:05.000Z', command: 'npm run bench', payments: 300 };
  return { ...resultOf(bench, [figure()], { ...run, repetitions: 5 }), ...over };
}

const folders: string[] = [];
function makeFolder(): string {
  const folder = makeRunFolder();
  folders.push(folder);
  return folder;
}
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

describe('a verdict', () =>
  it.each<[number, Bound | null, string]>([
    [0.9, atLeast(0.9), 'met'],
    [0.899, atLeast(0.9), 'not met'],
    [1.15, atMost(1.15), 'met'],
    [1.151, atMost(1.15), 'not met'],
    [Number.NaN, atLeast(0.9), 'not met'],
    [Number.NaN, atMost(0.9), 'not met'],
    [0.9, null, ''],
  ])('of %d, %j: %s', (ratio, bound, verdict) =>
    expect(verdictOf({ ratio, bound })).toBe(verdict),
  ));

describe('figures', () => {
  it('have a median and quantiles, in any order', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 2, 3])).toBe(2.5);
    expect(quantile([10, 0], 0.95)).toBe(9.5);
    expect(quantile([7], 0.99)).toBe(7);
    expect(() => median([])).toThrow('nothing to measure');
  });

  it('are shown with about three digits', () => {
    expect(shown(0.83456, 'ms')).toBe('0.835 ms');
    expect(shown(8.3456, 'ms')).toBe('8.35 ms');
    expect(shown(83.456, '')).toBe('83.5');
    expect(shown(1234.5, 'a second')).toBe('1,235 a second');
  });
});

describe('results', () => {
  it('of rows that were left out are kept, with their own date', () => {
    const former = [result(), result({ row: 2, name: 'other' })];
    const fresh = [result({ at: '2026-05-05T00:00:00.000Z' })];
    const merged = mergeResults(former, fresh);
    expect(merged.map(({ name, at }) => [name, at])).toEqual([
      ['list', '2026-05-05T00:00:00.000Z'],
      ['other', '2026-01-02T03:04:05.000Z'],
    ]);
  });

  it('are read back from their file', () => {
    const file = join(makeFolder(), 'results.json');
    expect(readResults(file)).toEqual([]);
    writeResults([result()], file);
    expect(readResults(file)).toEqual([result()]);
  });

  it('make a table with the verdict of each figure', () => {
    const figures = [figure(), figure({ part: 'p50', ratio: 0.5, floor: '' })];
    const lines = tableText([result({ figures })]).split('\n');
    expect(lines[1]).toMatch(/^1 {2}The list +1\.00 ms +2\.00 ms +2\.00 +≥ 0\.9 +met$/);
    expect(lines[2]).toMatch(/^ {3}p50 +1\.00 ms +≥ 0\.9 +not met$/);
  });

  it('count no figure without a goal', async () => {
    const figures = [figure(), figure({ part: 'beside', bound: null })];
    const page = await performancePage([result({ figures })], null);
    expect(page).toContain('All 1 goals are met.');
    expect(page).toMatch(/\| beside +\| 1\.00 ms +\| 2\.00 ms +\| 2\.00 +\| +\| +\|/);
  });

  it('make the page, which starts with the goals that are missed', async () => {
    const slow = result({ name: 'new-one', figures: [figure({ ratio: 0.1 })] });
    const page = await performancePage([slow], null);
    expect(page).toContain('**1 of 1 goals are not met.**');
    expect(page).toMatch(/\| 1 +\| `new-one` \| 2026-01-02 \| 300 +\| 5 /);
    expect(page).toContain('- **1, `new-one`.** Nobody has looked into it yet.');
    await expect(performancePage([result()], null)).resolves.toContain('All 1 goals are met.');
    await expect(performancePage([], null)).resolves.toContain('Not measured yet');
  });
});

describe('the page', () => {
  it('shows the soak, and why it misses its goals where it does', async () => {
    const kept = readKeptSoak();
    if (kept === null) throw new Error('No soak is kept');
    const row = { what: 'the heap', measured: '3 MB/h', goal: 'at most 1 MB/h' };
    const pageOf = (verdict: 'met' | 'not met') =>
      performancePage([], { ...kept, seconds: 1800, rows: [{ ...row, verdict }] });
    const missed = await pageOf('not met');
    expect(missed).toContain('for 30 minutes');
    expect(missed).toMatch(/\| the heap \| 3 MB\/h +\| at most 1 MB\/h \| not met \|/);
    expect(missed).toContain(soakReason);
    await expect(pageOf('met')).resolves.not.toContain(soakReason);
  });

  it('matches the kept results', async () => {
    const page = await performancePage(readResults(), readKeptSoak());
    expect(readFileSync(PERFORMANCE_PAGE, 'utf8')).toBe(page);
  });
});

describe('the rows', () => {
  it('have unique names, in the order of the table', () => {
    const names = benches.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    const rows = benches.map(({ row }) => row);
    expect(rows).toEqual(rows.toSorted((a, b) => a - b));
  });

  it('each missed one has a reason, which says what was tried', () => {
    expect(benches.map(({ name }) => name)).toEqual(expect.arrayContaining(Object.keys(reasons)));
    const missed = readResults().filter(({ figures }) => missedOf(figures).length > 0);
    expect(Object.keys(reasons)).toEqual(expect.arrayContaining(missed.map(({ name }) => name)));
  });
});
