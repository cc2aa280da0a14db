/** `kill -9` while staff work, again and again. */
import { expect, it } from 'vitest';
import { sizes } from '../proofs/sizes.ts';
import { LONGEST_START_MS, runKillLoop } from './kill-loop.ts';
import { sendsAgainAtStart, sendsBeforeTheClaim } from './planted-faults.ts';

/** A minute on an idle machine. */
const LONGEST_MS = 600_000;

it(
  `loses nothing, doubles nothing and says nothing untrue over ${sizes.kills} kills`,
  async () => {
    const { servingMs, ...run } = await runKillLoop({ cycles: sizes.kills, seed: 'every-run' });
    expect(run).toMatchObject({
      cycles: sizes.kills,
      lost: [],
      doubled: [],
      untrue: [],
      integrityErrors: [],
      oddities: [],
    });
    // Enough work was done, and the kills interrupted it.
    expect(run.acts).toBeGreaterThan(sizes.kills);
    expect(run.refunds).toBeGreaterThan(20);
    expect(run.moments.size).toBeGreaterThan(4);
    // The median: here other tests use the machine. The proof itself checks every start.
    const median = servingMs.toSorted((a, b) => a - b)[servingMs.length >> 1];
    expect(median).toBeLessThan(LONGEST_START_MS);
  },
  LONGEST_MS,
);

it.each([
  ['sends again at the start what was on its way', sendsAgainAtStart],
  ['sends before the claim is on disk', sendsBeforeTheClaim],
])(
  'notices a desk that %s',
  async (_, faults) => {
    const run = await runKillLoop({ cycles: 25, seed: 'planted', faults, stopAtFirst: true });
    expect(run.lost).toContainEqual(expect.stringMatching(/arrived/));
  },
  LONGEST_MS,
);
