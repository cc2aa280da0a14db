import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { proofs } from '../../shared/trust.ts';
import { plantResults, proofResult } from '../trust/planted-results.ts';
import { longRuns, withoutResult, type LongRun } from './plan.ts';
import { runLong } from './run-long.ts';

const ROOT = join(import.meta.dirname, '../..');

describe('the plan', () => {
  it('has one run for every proof', () =>
    expect(longRuns(1).map(({ proof }) => proof)).toEqual([...proofs, ...withoutResult]));

  it.each(longRuns(1))('runs $proof by a script that exists and knows its options', (run) => {
    const [script, ...args] = run.command;
    const text = readFileSync(join(ROOT, script), 'utf8');
    const keepsNothing = withoutResult.some((name) => name === run.proof);
    const given = keepsNothing ? args : [...args, '--keep'];
    const options = given.filter((word) => word.startsWith('--'));
    const unknown = options.filter((option) => !text.includes(option.slice(2)));
    expect(unknown).toEqual([]);
  });

  it('runs a part of everything that is counted, and at least one', () => {
    const counts = (scale: number) =>
      longRuns(scale).flatMap(({ command }) => command.filter((word) => /^\d+$/.test(word)));
    expect(counts(1)).toEqual([
      '1000000',
      '1000',
      '1000',
      '1000000',
      '1000000',
      '60',
      '100000',
      '108',
      '100',
      '100000',
      '100000',
      '140000',
      '1000',
      '100',
      '30',
    ]);
    const [hundredth, least] = [counts(0.01), counts(1e-9)];
    expect(hundredth).toEqual([
      '10000',
      '10',
      '10',
      '10000',
      '10000',
      '60',
      '1000',
      '1',
      '1',
      '1000',
      '1000',
      '1400',
      '10',
      '1',
      '1',
    ]);
    expect(least).toEqual([...Array(5).fill('1'), '60', ...Array(9).fill('1')]);
  });
});

describe('a run', () => {
  let root: string;
  let remove: () => void;
  beforeAll(() => {
    ({ root, remove } = plantResults({ 'model.json': JSON.stringify(proofResult('model')) }));
  });
  afterAll(() => remove());

  /** A script that exits with a code and, where violations are given, keeps a result of kills. */
  function script(name: string, end: number, violations?: number) {
    const path = join(root, name);
    const result = { ...proofResult('kills', { violations: violations ?? 0 }), at: '<now>' };
    writeFileSync(
      path,
      `import { writeFileSync } from 'node:fs';
      if (process.argv.at(-1) === '--keep' && ${String(violations !== undefined)}) {
        const text = ${JSON.stringify(JSON.stringify(result))};
        const file = ${JSON.stringify(join(root, 'test/results/kills.json'))};
        writeFileSync(file, text.replace('<now>', new Date().toISOString()));
      }
      process.exitCode = ${end};`,
    );
    return [path] as const;
  }

  const wrongOf = async (...runs: Parameters<typeof runLong>) =>
    (await runLong(...runs)).map(({ proof, wrong }) => [proof, wrong]);

  it('fails by its code, by violations and without a result of its own, and stops no other', async () => {
    const plan: LongRun[] = [
      { proof: 'kills', command: script('a.mjs', 3) },
      { proof: 'model', command: script('b.mjs', 0) },
      { proof: 'kills', command: script('c.mjs', 0, 2) },
      { proof: 'kills', command: script('d.mjs', 0, 0) },
    ];
    let pages = 0;
    const onKept = async () => void (pages += 1);
    expect(await wrongOf(plan, { keep: true, root, onKept })).toEqual([
      ['kills', 'ended with 3'],
      ['model', 'kept no result'],
      ['kills', '2 violations'],
      ['kills', null],
    ]);
    expect(pages).toBe(plan.length);
    const smoke = await wrongOf(plan.slice(1, 2), { keep: false, root, onKept });
    expect([smoke, pages]).toEqual([[['model', null]], plan.length]);
  });
});
