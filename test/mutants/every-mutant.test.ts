/** Every mutant of the list is built, and its gate detects it. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Controls, judgeMutant, type GateSettings } from './judge-mutant.ts';
import { mutants } from './mutants.ts';

const FOLDER = join(import.meta.dirname, '../../.cache/mutants');
/** Schedules that a mutant may survive, and that the unchanged engine must pass. */
const MOST_SCHEDULES = 4000;
const CONTROL_SCHEDULES = 500;
const LONGEST_MS = 600_000;

const byTests = mutants.filter(({ gate }) => gate === 'tests');
const testFiles = [...new Set(byTests.flatMap(({ only = [] }) => only))];

let settings: GateSettings;
let controls: Controls;
beforeAll(() => {
  mkdirSync(FOLDER, { recursive: true });
  const folder = mkdtempSync(join(FOLDER, 'every-'));
  settings = { seed: 'changgu', schedules: MOST_SCHEDULES, folder };
  controls = new Controls(settings);
});
afterAll(async () => {
  await controls.stop();
  rmSync(settings.folder, { recursive: true, force: true });
});

describe('the unchanged engine', () =>
  it.each([
    ['simulation', () => controls.simulate(0, CONTROL_SCHEDULES)],
    ['wire', () => controls.drill('wire')],
    ['desk', () => controls.drill('desk')],
    ['tests', () => controls.tests(testFiles)],
  ] as const)(
    'passes %s',
    async (_gate, run) => expect((await run()).finding).toBeNull(),
    LONGEST_MS,
  ));

// A gate mostly waits for what must not happen.
describe.concurrent('a mutant is noticed', () =>
  it.for(mutants.map((mutant) => [mutant.name, mutant] as const))(
    '%s',
    { timeout: LONGEST_MS },
    async ([, mutant], { expect: expectHere, skip }) => {
      const verdict = await judgeMutant(mutant, settings, controls);
      if (verdict.verdict === 'not-run') skip(verdict.why);
      expectHere(verdict).toMatchObject({ verdict: 'killed' });
    },
  ));
