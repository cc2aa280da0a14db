import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const MODULE = pathToFileURL(join(ROOT, 'server/sqlite.ts')).href;

/** Leaves statements behind, and allocates enough for the garbage collector to run. */
const PROGRAM = `
  import { Database } from ${JSON.stringify(MODULE)};
  const database = new Database(':memory:');
  for (let n = 0; n < 200; n += 1) database.prepare('SELECT ' + n).get();
  for (let turn = 0; turn < 40; turn += 1) {
    globalThis.left = Array.from({ length: 20_000 }, (_, n) => ({ n }));
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  console.log('done');`;

it('a process that leaves statements behind runs on and exits', async () => {
  const args = ['--import', 'tsx', '--input-type=module', '--eval', PROGRAM];
  const child = spawn(process.execPath, args, { cwd: ROOT });
  const [[exitCode], stdout, stderr] = await Promise.all([
    once(child, 'exit'),
    text(child.stdout),
    text(child.stderr),
  ]);
  expect({ exitCode, stdout, stderr }).toEqual({ exitCode: 0, stdout: 'done\n', stderr: '' });
});
