/** Desks and databases that die while clerks refund. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bundlePrograms, type Programs } from '../process/programs.ts';
import type { PlantedFault } from '../support/bundle-with-faults.ts';
import { describeOnPostgres } from '../support/postgres.ts';
import { movedClock } from './moved-clock.ts';
import { confirmsEarly, keepsTheLead } from './planted-faults.ts';
import { runScene, wrongWith } from './run-scene.ts';
import { scenes } from './scenes.ts';

const LONGEST_MS = 300_000;

describeOnPostgres('three desks and two databases', () => {
  let programs: Programs;
  beforeAll(async () => {
    programs = await bundlePrograms(movedClock);
  });
  afterAll(() => programs.remove());

  it.each(scenes)(
    '$name: nothing that was confirmed is lost or done twice, or that is noticed',
    async (scene) => {
      const result = await runScene({ scene, programs, seed: 'every-run', rounds: 1 });
      expect(wrongWith(scene, result)).toEqual([]);
      expect(result.acknowledged).toBeGreaterThan(10);
    },
    LONGEST_MS,
  );
});

const runWith = async (name: string, faults: readonly PlantedFault[]) => {
  const scene = scenes.find((one) => one.name === name)!;
  const programs = await bundlePrograms([...movedClock, ...faults]);
  try {
    return await runScene({ scene, programs, seed: 'planted', rounds: 1 });
  } finally {
    programs.remove();
  }
};

describeOnPostgres('the scenes notice a desk that', () => {
  it(
    'keeps the lead after it stood still',
    // A desk that was woken may have nothing to write before the round is over.
    { timeout: LONGEST_MS, retry: 9 },
    async () => {
      const { broken } = await runWith('desk-paused', keepsTheLead);
      expect(broken).toContainEqual(expect.stringMatching(/ wrote \w+ while \S+ had the lead/));
    },
  );

  it(
    'confirms a refund before the standby has it',
    async () => {
      const cut = await runWith('standby-cut', confirmsEarly);
      expect(cut.broken).toContainEqual(expect.stringMatching(/confirmed without a standby/));
      const killed = await runWith('primary-killed', confirmsEarly);
      expect(killed.lost).toContainEqual(expect.stringMatching(/was accepted and is not in/));
    },
    LONGEST_MS,
  );
});
