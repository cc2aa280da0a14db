import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const MODULE = pathToFileURL(join(ROOT, 'server/sqlite.ts')).href;

/** One of its statements is collected while it runs, the other is left when it ends. */
const PROGRAM = `
  import { Database } from ${JSON.stringify(MODULE)};
  const database = new Database(':memory:');
  database.prepare('SELECT 1').get();
  globalThis.gc();
  await new Promise((resolve) => setTimeout(resolve, 50));
  globalThis.left = database.prepare('SELECT 2 AS two');
  console.log(globalThis.left.get().two);`;

it('lets a process end by itself that leaves statements behind', async () => {
  const args = ['--import', 'tsx', '--expose-gc', '--input-type=module', '--eval', PROGRAM];
  const child = spawn(process.execPath, args, { cwd: ROOT });
  const [[exitCode], stdout, stderr] = await Promise.all([
    once(child, 'exit'),
    text(child.stdout),
    text(child.stderr),
  ]);
  expect({ exitCode, stdout, stderr }).toEqual({ exitCode: 0, stdout: '2\n', stderr: '' });
});
