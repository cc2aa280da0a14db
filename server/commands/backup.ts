/**
 * `npm run backup -- FILE`: a copy of the running desk's database that knows it is one, so that the
 * desk which is started on it checks everything against Toss before it sends anything.
 */
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { systemClock } from '../clock.ts';
import { openConnection } from '../storage/connection.ts';
import { markAsCopy } from '../storage/restore.ts';
import { dataFile, openDataFile, runCommand, UsageError } from './run-command.ts';

const USAGE = `데이터 복사본 만들기 · copy the desk's database
  npm run backup -- FILE          복사본을 FILE에 만들어요 · writes the copy to FILE
  npm run backup -- --restored    지금 파일이 되돌린 것임을 표시해요 · marks the data file itself as
                                  put back, where a whole folder or disk was restored (desk stopped)`;

async function copyTo(file: string): Promise<void> {
  if (existsSync(file)) throw new UsageError(`${file} is there already; name a new file.`);
  const source = openDataFile();
  try {
    await source.backup(file);
  } finally {
    source.close();
  }
  const copy = openConnection(file);
  try {
    copy.transaction(() => {
      markAsCopy(copy, systemClock.nowIso());
    })();
    // One file that is whole by itself: whoever carries it away takes no -wal along.
    copy.pragma('wal_checkpoint(TRUNCATE)');
    const check: unknown = copy.pragma('integrity_check', { simple: true });
    if (check !== 'ok') throw new Error(`The copy is damaged: ${String(check)}`);
  } finally {
    copy.close();
  }
  console.log(`복사했어요. Copied to ${file}`);
}

function markRestored(): void {
  if (!existsSync(dataFile())) throw new UsageError('There is no data file to mark.');
  const connection = openDataFile();
  try {
    markAsCopy(connection, systemClock.nowIso());
  } finally {
    connection.close();
  }
  console.log(
    '표시했어요. 다음에 켜면 토스와 맞춰 봐요. Marked: the next start checks everything.',
  );
}

await runCommand(USAGE, async () => {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { restored: { type: 'boolean' } },
  });
  const [file, ...more] = positionals;
  if (values.restored === true && file === undefined) {
    markRestored();
    return;
  }
  if (file === undefined || more.length > 0 || values.restored === true) {
    throw new UsageError('Name one file to write to.');
  }
  await copyTo(file);
});
