import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');

describe('npm run test:long', () => {
  const call = (...args: string[]) =>
    spawnSync(process.execPath, ['--import', 'tsx', 'test/long/main.ts', ...args], {
      cwd: ROOT,
      encoding: 'utf8',
    });

  it('runs a proof in small, keeps nothing and says how it ended', () => {
    const ended = call('--only', 'answers', '--scale', '0.001');
    expect(ended.stdout).toMatch(/^── answers: tsx [^\n]*--answers 1000$/m);
    expect(ended.stdout).toMatch(/^answers +\d+ s {2}ok$/m);
    expect(ended.status).toBe(0);
  }, 60_000);

  it.each([
    [['--only', 'taxes'], 'taxes is none of simulation, '],
    [['--scale', '2'], '--scale must be'],
    [['--all'], '--all'],
  ])('refuses %j and says how it is called', (args, why) => {
    const ended = call(...args);
    expect(ended.status).toBe(2);
    expect(ended.stderr).toContain(why);
    expect(ended.stderr).toContain('npm run test:long -- ');
  });
});
