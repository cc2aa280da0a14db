/** Servers of PostgreSQL for tests leave nothing behind. */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { describeOnPostgres } from '../support/postgres.ts';
import { waitUntil } from '../support/wait-until.ts';

const MODULE = join(import.meta.dirname, '../support/postgres-server.ts');

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describeOnPostgres('the servers of a process', () =>
  it.each([
    ['is over', ''],
    ['is killed', "process.kill(process.pid, 'SIGKILL');"],
  ])('end and are removed when it %s', async (_how, end) => {
    const folder = mkdtempSync(join(tmpdir(), 'changgu-servers-'));
    // Where root runs the tests, the servers have another account.
    chmodSync(folder, 0o777);
    const program = `
      import { startPostgres, startPostgresPair } from ${JSON.stringify(MODULE)};
      const { primary, standby } = startPostgresPair();
      console.log(JSON.stringify([startPostgres().pid, primary.pid, standby.pid]));
      ${end}`;
    const { stdout } = spawnSync(
      process.execPath,
      ['--import', 'tsx', '--input-type=module', '--eval', program],
      { encoding: 'utf8', env: { ...process.env, TMPDIR: folder } },
    );
    const pids = JSON.parse(stdout) as number[];
    expect(pids).toHaveLength(3);
    const left = () => [
      ...pids.filter(isRunning),
      ...readdirSync(folder).filter((name) => name.startsWith('changgu-postgres-')),
    ];
    await waitUntil('nothing is left', left, (those) => those.length === 0);
    rmSync(folder, { recursive: true });
  }),
);
