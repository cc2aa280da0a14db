/**
 * `npm run backup -- FILE`: copies a running desk's database and marks the copy as one, so that a
 * desk started on it checks everything against Toss before it sends anything.
 */
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { systemClock } from '../clock.ts';
import { copyDatabase } from '../storage/copy-database.ts';
import { markAsCopy } from '../storage/restore-mark.ts';
import { dataFile, openDataDir, openDataStorage, runCommand, UsageError } from './run-command.ts';

const USAGE = `데이터 복사본 만들기 · copy the desk's database
  npm run backup -- FILE          복사본을 FILE에 만들어요 · writes the copy to FILE
  npm run backup -- --restored    지금 데이터를 복구한 데이터로 표시해요 · marks the data themselves, also
                                  on PostgreSQL, as put back, where the whole folder or disk was
                                  restored with them (desks stopped)`;

async function copyTo(file: string): Promise<void> {
  if (existsSync(file)) throw new UsageError(`${file} is there already; name a new file.`);
  const source = dataFile();
  if (!existsSync(source)) throw new UsageError('There is no data file to copy.');
  // Copied as it is, even when this build would migrate it.
  await copyDatabase(source, file, systemClock.nowIso());
  console.log(`복사했어요. Copied to ${file}`);
}

async function markRestored(): Promise<void> {
  if (openDataDir().databaseUrl === null && !existsSync(dataFile())) {
    throw new UsageError('There is no data file to mark.');
  }
  const storage = openDataStorage();
  try {
    await storage.transact(() => markAsCopy(systemClock.nowIso()));
  } finally {
    storage.close();
  }
  console.log('표시했어요. 다음에 켜면 토스와 비교해요. Marked: the next start checks everything.');
}

await runCommand(USAGE, async () => {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { restored: { type: 'boolean' } },
  });
  const [file, ...more] = positionals;
  if (values.restored === true && file === undefined) {
    await markRestored();
    return;
  }
  if (file === undefined || more.length > 0 || values.restored === true) {
    throw new UsageError('Name one file to write to.');
  }
  await copyTo(file);
});
