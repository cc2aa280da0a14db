/**
 * The browser tests beyond `npm test`: every screen in every look, or everything on a slow network
 * on which each call takes up to a second. Exits with the tests' code.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const ROOT = join(import.meta.dirname, '../..');

const { values } = parseArgs({
  options: {
    'every-look': { type: 'boolean', default: false },
    'slow-line': { type: 'boolean', default: false },
  },
});

const env = {
  ...process.env,
  ...(values['every-look'] ? { LOOKS: 'all' } : {}),
  ...(values['slow-line'] ? { LINE: 'slow' } : {}),
};

function run(program: string, args: readonly string[]): number {
  return spawnSync(program, args, { cwd: ROOT, stdio: 'inherit', env }).status ?? 1;
}

const built = run(process.execPath, ['--import', 'tsx', 'server/commands/build.ts', '--if-stale']);
process.exitCode =
  built === 0
    ? run(join(ROOT, 'node_modules/.bin/vitest'), [
        ...['run', '--project', 'e2e', '--project', 'proofs-built'],
        values['every-look'] ? 'test/e2e/screens.test.ts' : 'test/e2e/',
      ])
    : built;
