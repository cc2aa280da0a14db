/** The disk under a running desk becomes full or read-only, and then works again. */
import { describe, it } from 'vitest';
import { brokenPromises, runDiskTrouble } from './disk-run.ts';
import { diskTroubles } from './disk-trouble.ts';
import { forgetsLostAnswers } from './planted-faults.ts';

const LONGEST_MS = 120_000;

describe.concurrent('a disk that takes no writes', () => {
  for (const trouble of diskTroubles) {
    const whyNot = trouble.whyNot();
    const isClosed = whyNot !== null;
    const name = isClosed ? `${trouble.name} [not run: ${whyNot}]` : trouble.name;
    it.skipIf(isClosed)(
      `${name}: nothing is lost or sent twice, and the desk recovers by itself`,
      async ({ expect }) => expect(brokenPromises(await runDiskTrouble(trouble))).toEqual([]),
      LONGEST_MS,
    );
  }

  const [trouble] = diskTroubles.filter((one) => one.whyNot() === null);
  it.skipIf(trouble === undefined)(
    'notices a desk that never takes up an answer which could not be recorded',
    async ({ expect }) => {
      const settings = { faults: forgetsLostAnswers, patienceMs: 15_000 };
      const { lost } = await runDiskTrouble(trouble!, settings);
      expect(lost).toContainEqual(expect.stringContaining('is sending and nobody is asked'));
    },
    LONGEST_MS,
  );
});
