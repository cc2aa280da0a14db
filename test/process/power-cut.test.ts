/** The power is cut while staff work; the desk finds what it had synced. */
import { describe, expect, it } from 'vitest';
import { sizes } from '../proofs/sizes.ts';
import { commitsNotSynced } from './planted-faults.ts';
import { runPowerCuts } from './power-cut.ts';
import { whyNoShadowDisk } from './shadow-disk.ts';

const whyNot = whyNoShadowDisk();
const LONGEST_MS = 300_000;

describe.skipIf(whyNot !== null)(
  `power cuts${whyNot === null ? '' : ` [not run: ${whyNot}]`}`,
  () => {
    it(
      'lose no accepted act and no claim of a call that arrived at Toss',
      async () => {
        const run = await runPowerCuts({ cycles: sizes.powerCuts, seed: 'every-run' });
        expect(run).toMatchObject({
          cycles: sizes.powerCuts,
          lost: [],
          doubled: [],
          untrue: [],
          integrityErrors: [],
          oddities: [],
        });
        expect(run.acts).toBeGreaterThan(8);
      },
      LONGEST_MS,
    );

    it(
      'show a desk whose commits are not synced: acts and claims are gone',
      async () => {
        const settings = {
          cycles: 8,
          seed: 'planted',
          faults: commitsNotSynced,
          stopAtFirst: true,
        };
        const { lost } = await runPowerCuts(settings);
        expect(lost).toContainEqual(expect.stringMatching(/is not in the journal|without a claim/));
      },
      LONGEST_MS,
    );
  },
);
