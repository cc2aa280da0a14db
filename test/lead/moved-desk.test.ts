/** A desk whose books move to PostgreSQL and back goes on where it was. */
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readConfig } from '../../server/config.ts';
import { startDesk, type Desk } from '../../server/desk.ts';
import { startLeadDesk } from '../../server/lead-desk.ts';
import { createLogger } from '../../server/log.ts';
import { createTestDatabase, describeOnPostgres, type TestDatabase } from '../support/postgres.ts';
import { callDesk, deskEnv, addStaff, signIn } from '../support/start-desk.ts';
import { startTestSandbox, type TestSandbox } from '../support/start-sandbox.ts';
import { waitUntil } from '../support/wait-until.ts';

const ROOT = join(import.meta.dirname, '../..');
const EMAIL = 'first@shop.kr';

describeOnPostgres('a desk', () => {
  let database: TestDatabase;
  let dir: string;
  let sandbox: TestSandbox;
  let env: Record<string, string>;
  let running: Desk | null = null;

  beforeEach(async () => {
    database = createTestDatabase();
    dir = mkdtempSync(join(tmpdir(), 'changgu-moved-'));
    sandbox = await startTestSandbox();
    env = deskEnv({ port: 4000, dir, sandboxUrl: sandbox.url });
  });
  afterEach(async () => {
    await running?.close();
    running = null;
    await sandbox.close();
    database.drop();
    rmSync(dir, { recursive: true, force: true });
  });

  async function start(databaseUrl: string | null): Promise<string> {
    const more = databaseUrl === null ? {} : { DATABASE_URL: databaseUrl, ALLOW_ASYNC: '1' };
    const config = { ...readConfig({ ...env, ...more }), port: 0 };
    const options = { config, version: '0', clientDir: null, log: createLogger('silent') };
    running =
      databaseUrl === null
        ? await startDesk(options)
        : await startLeadDesk({ ...options, databaseUrl, ownUrl: null });
    const { url } = running;
    await waitUntil(
      'somebody leads',
      async () => (await fetch(`${url}/readyz`)).status === 200,
      (ready) => ready,
    );
    return url;
  }

  async function stop(): Promise<void> {
    await running?.close();
    running = null;
  }

  function run(name: string, args: string[], more: Record<string, string> = {}): string {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ['--import', 'tsx', `server/commands/${name}.ts`, ...args],
      { ...{ cwd: ROOT, encoding: 'utf8' }, env: { ...process.env, ...env, ...more } },
    );
    if (status !== 0) throw new Error(`${name}: ${stderr}`);
    return stdout;
  }

  const digests = (printed: string) =>
    printed.split('\n').filter((line) => /\d  [\w-]{43}$/.test(line));

  it('refunds from a payment before, on PostgreSQL and in its file again, for the same session', async () => {
    const { payToken } = await sandbox.createPaid({ amount: 35_000 });
    let url = await start(null);
    await addStaff(join(dir, 'test.db'), EMAIL, '김처음', 'manager');
    const cookie = await signIn(url, EMAIL);
    const call = (method: string, path: string, body?: unknown) =>
      callDesk(url, cookie, [
        method,
        path,
        body,
        { origin: 'http://127.0.0.1:4000', prefer: 'wait=10' },
      ]);
    await call('POST', '/api/payments/lookup', { payToken });
    let refunded = 0;
    const refund = async () => {
      const body = { kind: 'refund', amount: 4000, reason: '단순 변심', seenRefunded: refunded };
      const path = `/api/payments/${payToken}/operations/${randomUUID()}`;
      expect((await call('PUT', path, body)).body).toMatchObject({ state: 'succeeded' });
      refunded += 4000;
      const answer = await call('GET', `/api/payments/${payToken}`);
      expect(answer.body).toMatchObject({ payment: { refunded } });
    };
    await refund();
    await stop();

    const there = digests(run('move', ['--to', database.url], { ALLOW_ASYNC: '1' }));
    expect(there.length).toBeGreaterThan(8);
    url = await start(database.url);
    await refund();
    await stop();
    const onPostgres = { DATABASE_URL: database.url, ALLOW_ASYNC: '1' };
    expect(run('audit', ['verify'], onPostgres)).toContain('The audit log holds');

    expect(digests(run('move', ['--from', database.url]))).not.toEqual(there);
    expect(run('audit', ['verify'])).toContain('The audit log holds');
    url = await start(null);
    await refund();
    expect((await sandbox.books()).refunds).toHaveLength(3);
    await expect(start(database.url)).rejects.toThrow('npm run move -- --to');
  });
});
