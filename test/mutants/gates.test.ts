/** The gates themselves: what they detect, and what they rightly ignore. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Controls, judgeMutant, type Control, type GateSettings } from './judge-mutant.ts';
import type { Mutant } from './mutant.ts';
import { mutants } from './mutants.ts';

const FOLDER = join(import.meta.dirname, '../../.cache/mutants');
const LONGEST_MS = 300_000;

let settings: GateSettings;
let controls: Controls;
beforeAll(() => {
  mkdirSync(FOLDER, { recursive: true });
  settings = { seed: 'every-run', schedules: 150, folder: mkdtempSync(join(FOLDER, 'test-')) };
  controls = new Controls(settings);
});
afterAll(async () => {
  await controls.stop();
  rmSync(settings.folder, { recursive: true, force: true });
});

const named = (name: string): Mutant => {
  const found = mutants.find((mutant) => mutant.name === name);
  if (found === undefined) throw new Error(`no mutant ${name}`);
  return found;
};

/** A change without an effect: no gate may report it. */
const harmless = (gate: Mutant['gate']): Mutant => ({
  name: `harmless-${gate}`,
  what: 'Nothing.',
  whatKo: '아무것도 하지 않아요.',
  changes: [
    {
      file: 'server/toss/json-object.ts',
      find: 'let value;',
      put: 'let value = null;',
    },
  ],
  gate,
});

describe('a stale mutant', () => {
  it('is an error and no kill, also where its gate never loads the file', async () => {
    const file = 'server/commands/dev.ts';
    const changes = [{ file, find: 'void vite.close();', put: '' }];
    const changed = { ...named('kept-connection'), changes };
    const verdict = await judgeMutant(changed, settings, controls);
    const why = expect.stringContaining(`has nothing of ${file}`);
    expect(verdict).toMatchObject({ verdict: 'error', why });
  });

  it('is an error and no kill where it does not even run', async () => {
    const changes = [
      {
        file: 'server/operations/judge.ts',
        find: "const unclear = (row) => row.state === 'unknown'",
        put: "const unclear = (row) => row.no.such === 'unknown'",
      },
    ];
    const broken = { ...named('asks-once'), changes };
    const verdict = await judgeMutant(broken, settings, controls);
    expect(verdict).toMatchObject({ verdict: 'error', why: expect.stringContaining('TypeError') });
  });
});

describe('the gates', () => {
  it.each(['time-out-is-failure', 'no-write-ahead', 'kept-connection', 'two-desks-one-folder'])(
    'notice %s',
    async (name) => {
      const verdict = await judgeMutant(named(name), settings, controls);
      expect(verdict).toMatchObject({ verdict: 'killed' });
    },
    LONGEST_MS,
  );

  it(
    'count nothing that the unchanged engine breaks as well',
    { timeout: LONGEST_MS },
    async () => {
      const finding = { promise: 'a promise', detail: '', at: 0 };
      const brokenToo: Control = { simulate: () => Promise.resolve({ finding, count: 1 }) };
      const verdict = await judgeMutant(named('no-write-ahead'), settings, brokenToo);
      expect(verdict).toEqual({ verdict: 'survived', after: settings.schedules });
    },
  );

  it('know their cases: a name that no drill has is an error', async () => {
    const mutant = { ...named('kept-connection'), only: ['no-such-case'] };
    const verdict = await judgeMutant(mutant, settings, controls);
    expect(verdict).toMatchObject({
      verdict: 'error',
      why: expect.stringContaining('no-such-case'),
    });
  });

  it.each(['simulation', 'wire', 'desk'] as const)(
    'notice nothing where nothing is wrong: %s',
    async (gate) => {
      const verdict = await judgeMutant(harmless(gate), settings, controls);
      expect(verdict).toMatchObject({ verdict: 'survived' });
    },
    LONGEST_MS,
  );
});
