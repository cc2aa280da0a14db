/** Why the desk refuses to start, as its processes print it. */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PostgresConnection } from '../../server/storage/postgres/connection.ts';
import { startFailure } from '../../server/start-failure.ts';
import { describeOnPostgres } from '../support/postgres.ts';
import { startPostgres, type TestServer } from '../support/postgres-server.ts';

const ROOT = join(import.meta.dirname, '../..');

let dir: string;
let busy: Server;
let busyPort: number;
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'changgu-start-'));
  busy = createServer();
  busyPort = await new Promise((resolve) => {
    busy.listen(0, '127.0.0.1', () => {
      const address = busy.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
});
afterAll(async () => {
  await new Promise((resolve) => busy.close(resolve));
  rmSync(dir, { recursive: true, force: true });
});

function run(script: string, env: Record<string, string>, args: string[] = []) {
  return new Promise<{ code: number | null; text: string }>((resolve) => {
    const child = spawn(process.execPath, ['--import', 'tsx', join(ROOT, script), ...args], {
      cwd: ROOT,
      env: { PATH: process.env['PATH'], ...env },
    });
    let text = '';
    const add = (chunk: Buffer) => (text += chunk.toString('utf8'));
    child.stdout.on('data', add);
    child.stderr.on('data', add);
    child.once('exit', (code) => resolve({ code, text }));
  });
}

/** A stack trace would hide the helpful message. */
const STACK = /\n\s+at |Error:/;
const KEY = { TOSS_API_KEY: 'sk_test_changgu_start', TOSS_BASE_URL: 'http://127.0.0.1:9' };

it('names the setting when a port is taken', async () => {
  const port = String(busyPort);
  const desk = await run('server/main.ts', { ...KEY, DATA_DIR: join(dir, 'a'), PORT: port });
  expect(desk.code).toBe(1);
  expect(desk.text).toContain(`127.0.0.1:${port}`);
  expect(desk.text).toContain('set PORT or SANDBOX_PORT');
  expect(desk.text).not.toMatch(STACK);

  const sandbox = await run('server/sandbox/main.ts', {
    SANDBOX_PORT: port,
    SANDBOX_DATA_DIR: join(dir, 'toss'),
  });
  expect(sandbox.code).toBe(1);
  expect(sandbox.text).toContain('see SANDBOX_PORT');
  expect(sandbox.text).not.toMatch(STACK);
});

it('says that a data file is damaged, in the desk and in its commands', async () => {
  const dataDir = join(dir, 'damaged');
  mkdirSync(dataDir);
  writeFileSync(join(dataDir, 'test.db'), 'this was a database once, and is none now'.repeat(200));
  const env = { ...KEY, DATA_DIR: dataDir };
  const desk = await run('server/main.ts', env);
  const command = await run('server/commands/staff.ts', env, ['list']);
  for (const { code, text } of [desk, command]) {
    expect(code).toBe(1);
    expect(text).toContain('is damaged');
    expect(text).not.toMatch(STACK);
  }
});

describeOnPostgres('a database that lets nobody in', () => {
  const PASSWORD = 'hunter-2-hunter';
  let server: TestServer;
  beforeAll(() => {
    server = startPostgres();
    const admin = new PostgresConnection(server.url());
    admin.script(`CREATE ROLE desk LOGIN PASSWORD '${PASSWORD}'`);
    admin.script(`CREATE ROLE nobody NOLOGIN PASSWORD '${PASSWORD}'`);
    admin.script('CREATE TABLE payment (id int)');
    admin.close();
  });
  afterAll(() => server.stop());

  const addressOf = (change: (address: URL) => void) => {
    const address = new URL(server.url());
    [address.username, address.password] = ['desk', PASSWORD];
    change(address);
    return address.href;
  };

  it.each<[string, string, (address: URL) => void, string?]>([
    ['a wrong password', 'password authentication failed', (to) => (to.password += 'x')],
    ['no password', 'has no password', (to) => (to.password = '')],
    ['a role without login', 'is not permitted to log in', (to) => (to.username = 'nobody')],
    ['no such database', '"none" does not exist', (to) => (to.pathname = 'none')],
    ['a table of another', 'permission denied for table', () => undefined, 'TABLE payment'],
    ['a schema of another', 'for schema public', () => undefined, 'CREATE TABLE more (id int)'],
  ])('%s is a fault of DATABASE_URL, told without the password', (_, words, change, sql) => {
    let told = '';
    try {
      const connection = new PostgresConnection(addressOf(change));
      if (sql !== undefined) connection.script(sql);
    } catch (error) {
      told = startFailure(error);
    }
    expect(told).toMatch(/^설정값을 고친 뒤 다시 시작해 주세요 .*\n {2}- DATABASE_URL /);
    expect(told).toContain(words);
    expect(told).not.toContain('hunter');
  });

  it('is told so by the desk itself', async () => {
    const wrong = addressOf((to) => (to.pathname = 'none'));
    const { code, text } = await run('server/main.ts', {
      ...KEY,
      DATA_DIR: join(dir, 'pg'),
      DATABASE_URL: wrong,
    });
    expect(code).toBe(1);
    expect(text).toContain('- DATABASE_URL leads to a database that is not there');
    expect(text).not.toMatch(STACK);
  });
});
