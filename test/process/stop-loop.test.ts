/** Desks that are suspended while staff work. */
import { expect, it } from 'vitest';
import { mutants } from '../mutants/mutants.ts';
import { sizes } from '../proofs/sizes.ts';
import { runStopLoop } from './stop-loop.ts';

const DESKS = 12;
const LONGEST_MS = 900_000;

it(
  'lose nothing, double nothing and say nothing untrue, and no second desk takes over',
  async () => {
    const cycles = sizes.stops / DESKS;
    const run = await runStopLoop({ desks: DESKS, cycles, seed: 'every-run' });
    expect(run.stops).toBe(sizes.stops);
    expect(run.takenOver).toEqual([]);
    for (const result of run.results) {
      expect(result).toMatchObject({
        ...{ cycles, lost: [], doubled: [], untrue: [] },
        ...{ integrityErrors: [], oddities: [] },
      });
    }
    // Enough work was done.
    const refunds = run.results.reduce((sum, result) => sum + result.refunds, 0);
    expect(refunds).toBeGreaterThan(DESKS);
  },
  LONGEST_MS,
);

it(
  'are noticed where a second desk takes over the folder',
  async () => {
    const faults = mutants.find(({ name }) => name === 'two-desks-one-folder')!.changes;
    const run = await runStopLoop({ desks: 1, cycles: 1, seed: 'planted', faults });
    expect(run.takenOver).toHaveLength(1);
  },
  LONGEST_MS,
);
