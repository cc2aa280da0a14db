import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundlePrograms, type Programs } from '../process/programs.ts';
import { driveDesk, failedStart, type Driven } from './canary-desk.ts';
import { echoes } from './echoing-toss.ts';
import { canaryKey, formsOf, leaksIn } from './leaks.ts';

const key = canaryKey();
const forms = formsOf(key);

let root: string;
let programs: Programs;
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'changgu-canary-'));
  programs = await bundlePrograms();
});
afterAll(() => {
  programs.remove();
  rmSync(root, { recursive: true, force: true });
});

function keyFile(dir: string): string {
  const file = join(dir, 'toss-key');
  writeFileSync(file, `${key}\n`, { mode: 0o600 });
  return file;
}

function expectDriven({ places, answered, statuses }: Driven): void {
  for (const echo of echoes) expect([echo, (answered.get(echo) ?? 0) > 0]).toEqual([echo, true]);
  for (const status of [200, 201, 202, 403, 404, 422]) expect(statuses).toContain(status);
  expect([...statuses].some((status) => status >= 500)).toBe(true);
  const names = [...places.keys()];
  expect(names).toEqual(expect.arrayContaining(['log', 'data/test.db', 'data/test.calls.db']));
  expect(String(places.get('log')).length).toBeGreaterThan(0);
}

describe('the key of the shop', () => {
  it('is nowhere, with everything logged, whatever Toss gives away', async () => {
    const driven = await driveDesk(programs.desk, root, (dir) => ({
      ...{ TOSS_API_KEY: '', TOSS_API_KEY_FILE: keyFile(dir) },
      LOG_LEVEL: 'trace',
    }));
    expectDriven(driven);
    expect(leaksIn(driven.places, forms)).toEqual([]);
  }, 300_000);

  it('is in nothing that a start says which fails', () => {
    const env = { TOSS_API_KEY: key, DATA_DIR: join(root, 'unused'), PORT: '0' };
    const notSqlite = mkdtempSync(join(root, 'damaged-'));
    writeFileSync(join(notSqlite, 'test.db'), 'no database '.repeat(1000));
    const file = join(root, 'two-keys');
    writeFileSync(file, `${key}\n${key}\n`);
    const good = {
      ...{ ALLOW_TEST_KEY: '1', PUBLIC_URL: 'http://127.0.0.1:4239', PORT: '4239' },
      AUTH_SECRET: 'x'.repeat(40),
    };
    const said = new Map([
      ['nothing else set', failedStart(programs.desk, env)],
      ['key with a blank', failedStart(programs.desk, { ...env, TOSS_API_KEY: `${key} x` })],
      ['key of no kind', failedStart(programs.desk, { ...env, TOSS_API_KEY: `pk${key}` })],
      ['key in two places', failedStart(programs.desk, { ...env, TOSS_API_KEY_FILE: file })],
      [
        'file with two keys',
        failedStart(programs.desk, { ...env, TOSS_API_KEY: '', TOSS_API_KEY_FILE: file }),
      ],
      ['file named as the key', failedStart(programs.desk, { TOSS_API_KEY_FILE: key })],
      ['key where the port belongs', failedStart(programs.desk, { ...env, PORT: key })],
      ['damaged data', failedStart(programs.desk, { ...env, ...good, DATA_DIR: notSqlite })],
    ]);
    for (const [what, text] of said) expect([what, text.length > 50]).toEqual([what, true]);
    // A value that was put into another setting is shown as that setting's.
    const shown = ['file named as the key', 'key where the port belongs'];
    for (const what of shown) said.delete(what);
    expect(leaksIn(said, forms)).toEqual([]);
  }, 300_000);
});

describe('a leak', () =>
  it('that is built into the desk is found in its log and in its data', async () => {
    const leaking = await bundlePrograms([
      {
        file: 'server/main.ts',
        find: 'greet(config); let stopDemo',
        put: `log.warn({ seen: btoa('key:' + config.apiKey.reveal()) }, 'x');
          greet(config); let stopDemo`,
      },
      {
        file: 'server/toss/scrub-keys.ts',
        find: 'return scrubbed === plain ? text : scrubbed;',
        put: 'return scrubbed === plain ? text : text;',
      },
    ]);
    try {
      const { places } = await driveDesk(leaking.desk, root, () => ({ TOSS_API_KEY: key }));
      const found = leaksIn(places, forms).join('\n');
      expect(found).toMatch(/^log: its base64 form/m);
      expect(found).toMatch(/^data\/test\.db\S*: the key$/m);
      expect(found).toMatch(/^data\/test\.calls\.db\S*: the key$/m);
      expect(found).toMatch(/^answer to call \d+: the key$/m);
      expect(found).toMatch(/^answer to message: create: the key$/m);
    } finally {
      leaking.remove();
    }
  }, 300_000));
