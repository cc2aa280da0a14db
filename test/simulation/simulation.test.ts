/**
 * The simulation finds no violation in this engine, is reproducible, and detects planted faults.
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sizes } from '../proofs/sizes.ts';
import { describeOnPostgres } from '../support/postgres.ts';
import { buildRunner } from './build-runner.ts';
import { drawProfile } from './draw-profile.ts';
import { foundSchedules } from './found.ts';
import { plantedFaults } from './planted-faults.ts';
import { createRng } from './rng.ts';
import { runParts } from './run-parts.ts';

const PROJECT = join(import.meta.dirname, '../..');
const MINUTES = 60_000;

interface Ended {
  code: number;
  output: string;
}

/** `npm run simulate -- …` in a child process. */
function simulate(...options: string[]): Promise<Ended> {
  const args = ['--import', 'tsx', 'test/simulation/main.ts', ...options];
  return new Promise((resolve) => {
    const limits = { cwd: PROJECT, maxBuffer: 64 * 1024 * 1024 };
    execFile(process.execPath, args, limits, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
      resolve({ code, output: stdout + stderr });
    });
  });
}

describe('npm run simulate', () => {
  let dir = '';
  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), 'changgu-simulation-'));
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  it.each([
    ['v1', sizes.schedules],
    ['v2', sizes.schedulesByV2],
  ])(
    'breaks no promise by %s in %i schedules',
    async (api, schedules) => {
      const run = ['--schedules', String(schedules), '--seed', 'check', '--api', api];
      const { code, output } = await simulate(...run);
      expect(output).toContain(`${String(schedules)} schedules, 0 violations`);
      expect(code).toBe(0);
    },
    10 * MINUTES,
  );

  it(
    'writes the same log for the same seed, whoever runs it and whatever ran before',
    async () => {
      const file = (name: string) => join(dir, name);
      const run = ['--schedules', '200', '--seed', 'twice'];
      await simulate(...run, '--jobs', '1', '--log', file('first'));
      await simulate(...run, '--jobs', '2', '--log', file('second'));
      const first = readFileSync(file('first'), 'utf8');
      expect(first.length).toBeGreaterThan(50_000);
      expect(readFileSync(file('second'), 'utf8')).toBe(first);

      await simulate('--seed', 'twice', '--schedule', '137', '--log', file('alone'));
      const alone = readFileSync(file('alone'), 'utf8');
      expect(alone).toContain('schedule 137 of seed twice');
      expect(first).toContain(alone);
    },
    5 * MINUTES,
  );
});

describeOnPostgres('on PostgreSQL', () =>
  it.each([
    ['v1', 100],
    ['v2', 60],
  ])(
    'the desk does by %s what it does on SQLite, in %i schedules to the letter, and ends with the same rows',
    async (api, schedules) => {
      const run = ['--schedules', String(schedules), '--seed', 'engines', '--api', api, '--rows'];
      const ended = await Promise.all(
        ['sqlite', 'postgres'].map((engine) => simulate(...run, '--jobs', '1', '--engine', engine)),
      );
      const logs = ended.map(({ output }) => /, log (\w{16})$/m.exec(output)?.[1]);
      expect(logs).toEqual([expect.any(String), logs[0]]);
    },
    5 * MINUTES,
  ),
);

describe('schedules that once broke a promise', () => {
  let runner = '';
  beforeAll(async () => {
    runner = await buildRunner('found');
  });

  it.each(foundSchedules)('$seed/$schedule: $what', async ({ seed, schedule, focus }) => {
    expect(drawProfile(createRng(seed, schedule)).focus).toBe(focus);
    const asked = { seed, from: schedule, count: 1, wantsLogs: false, mostViolations: 1 };
    const { found } = await runParts(runner, asked, 1);
    expect(found.map(({ promise, detail }) => `${promise}: ${detail}`)).toEqual([]);
  });
});

describe('planted faults', () =>
  it.each(plantedFaults)(
    'notices that $name',
    async ({ promise, name, focus, api = 'v1', ...fault }) => {
      const runner = await buildRunner(`planted-${name.replaceAll(/\W/g, '-')}`, fault);
      const asked = {
        seed: 'planted',
        api,
        from: 0,
        count: 50_000,
        focuses: [focus],
        wantsLogs: false,
        mostViolations: 1,
      };
      const run = await runParts(runner, asked, 1);
      expect(run.found.map((violation) => violation.promise)).toContain(promise);
    },
    5 * MINUTES,
  ));
