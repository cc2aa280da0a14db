/**
 * Every screen in every look: what the tests walk in two of them. Ends as the tests do.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

function run(program: string, args: readonly string[]): number {
  const env = { ...process.env, LOOKS: 'all' };
  return spawnSync(program, args, { cwd: ROOT, stdio: 'inherit', env }).status ?? 1;
}

const built = run(process.execPath, ['--import', 'tsx', 'server/commands/build.ts', '--if-stale']);
process.exitCode =
  built === 0
    ? run(join(ROOT, 'node_modules/.bin/vitest'), [
        ...['run', '--project', 'e2e', 'test/e2e/screens.test.ts'],
      ])
    : built;
