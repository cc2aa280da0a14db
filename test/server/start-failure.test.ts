/** Why the desk refuses to start, as its processes print it. */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';

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
