import { describe, expect, it } from 'vitest';
import { engineFingerprint } from '../../server/commands/engine-fingerprint.ts';
import { plantResults, proofResult } from '../trust/planted-results.ts';
import { createCoverage } from './coverage.ts';
import { addRuns, keptRun } from './kept-run.ts';
import { figuresOf, resultOf } from './run-figures.ts';
import { runSchedules } from './run-schedules.ts';

const ROOT = process.cwd();
const seed = 'pieces';

async function runPiece(from: number, count: number) {
  const run = await runSchedules({ seed, from, count });
  return resultOf({ ...run, cpuSeconds: count / 50 }, { seed, jobs: 1 });
}

describe('pieces of a kept run', () => {
  it('add up to the run as a whole', async () => {
    const pieces = [await runPiece(0, 12), await runPiece(12, 8)] as const;
    const whole = await runPiece(0, 20);
    const sum = addRuns(...pieces);
    expect(sum.figures['kills']).toBeGreaterThan(0);
    expect({ ...sum, figures: { ...sum.figures, seconds: 0 } }).toEqual({
      ...whole,
      figures: { ...whole.figures, seconds: 0 },
    });
  });

  it('add up the violations, the seconds, and the speed by the time that each took', () => {
    const part = { coverage: createCoverage(), violations: 1 };
    const slow = { ...part, schedules: 100, seconds: 10, cpuSeconds: 10 };
    const fast = { ...part, schedules: 300, seconds: 5.26, cpuSeconds: 5 };
    const [one, two] = [slow, fast].map((run) => resultOf(run, { seed, jobs: 2 }));
    const sum = addRuns(one!, two!);
    expect(sum.violations).toBe(2);
    expect(sum.figures).toMatchObject({
      ...figuresOf(fast, 2),
      schedules: 400,
      violations: 2,
      seconds: 15.3,
      perSecondPerCore: 27,
    });
  });

  it('go on only where the engine and the seed are those of the kept run', async () => {
    const engine = await engineFingerprint(ROOT);
    const found = async (change: Parameters<typeof proofResult>[1]) => {
      const text = JSON.stringify(proofResult('simulation', { engine, seed, ...change }));
      const { root, remove } = plantResults({ 'simulation.json': text });
      try {
        return (await keptRun(seed, root))?.figures['schedules'];
      } finally {
        remove();
      }
    };
    expect(await found({})).toBe(1_000_000);
    await expect(found({ engine: '0123456789abcdef' })).rejects.toThrow('another engine');
    await expect(found({ seed: 'other' })).rejects.toThrow('the seed other');
    const { root, remove } = plantResults({});
    expect(await keptRun(seed, root)).toBeNull();
    remove();
  });
});
