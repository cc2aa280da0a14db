/** `npm run audit`: the audit log on the command line, possibly beside a running desk. */
import { spawnSync } from 'node:child_process';
import { createWriteStream, existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { endpoints } from '../../shared/api.ts';
import {
  fingerprintOf,
  openAuditKey,
  publicKeysFile,
  readTrustedKeys,
  type AuditKey,
} from '../audit/audit-key.ts';
import type { OutsideCheckpoint } from '../audit/check-chain.ts';
import { exportLog, recordExport } from '../audit/export-log.ts';
import { readOutsideCheckpoints } from '../audit/outside-checkpoints.ts';
import { pruneLog } from '../audit/prune-log.ts';
import { signLog } from '../audit/sign-log.ts';
import { verifyLog } from '../audit/verify-log.ts';
import { openConnection, type Connection } from '../storage/connection.ts';
import { isUpToDate } from '../storage/migrate.ts';
import { longBounds, PostgresConnection } from '../storage/postgres/connection.ts';
import { requirePresentSchema } from '../storage/postgres/require-schema.ts';
import type { Storage } from '../storage/storage.ts';
import { brokenWords, heldWords } from './audit-words.ts';
import { commandAuthor } from './command-author.ts';
import { dataFile, openDataDir, openDataStorage, runCommand, UsageError } from './run-command.ts';
import { readerOn } from '../storage/run-unit.ts';

const USAGE = `감사 기록 · the audit log
  npm run audit -- verify [--checkpoint FILE|SEQ:HASH]…
      창구의 기록을 확인해요 · verifies the desk's log; a checkpoint is one that was kept outside
  npm run audit -- verify EXPORT [--checkpoint FILE|SEQ:HASH]…
      내보낸 파일을 확인해요 · verifies an exported file
  npm run audit -- checkpoint
      확인 도장을 남겨요. 다른 곳에 보관해 주세요 · signs what is there; keep it elsewhere
  npm run audit -- export FILE --reason TEXT
      사유를 남기고 파일로 내보내요 · writes the log to a file; the reason is recorded
  npm run audit -- prune
      확인 도장이 있고 2년이 지난 기록을 지워요 · removes what is signed and older than two years
종료 코드 · exit: 0 정상 done, holds · 3 기록이 온전하지 않음 does not hold · 1 실패 failed ·
2 잘못된 명령 called wrongly · 4 내보낸 파일의 일부만 확인됨 only a part of the file is proved`;

const DOES_NOT_HOLD = 3;
const VERIFIER = join(import.meta.dirname, '../../docs/verify-audit.mjs');
/** Pause between transactions; a waiting desk retries at least this often. */
const REST_MS = 25;

function reportBroken(broken: Parameters<typeof brokenWords>[0]): void {
  console.error(brokenWords(broken));
  process.exitCode = DOES_NOT_HOLD;
}

/**
 * Compares the table with its indexes, because a query through an index does not show the rows
 * that the index lacks.
 */
function reportIndexes(connection: Connection): void {
  const [first] = connection.pragma('integrity_check(audit)') as { integrity_check: string }[];
  const result = first?.integrity_check ?? '';
  if (result === 'ok') return;
  console.error(
    `감사 기록의 색인이 온전하지 않아요. The rows hold, but the database is damaged: ${result}`,
  );
  process.exitCode = DOES_NOT_HOLD;
}

function readCheckpoints(text: string): OutsideCheckpoint[] {
  const content = existsSync(text) ? readFileSync(text, 'utf8') : text;
  try {
    const found = readOutsideCheckpoints(content);
    if (found.length > 0) return found;
  } catch (error) {
    throw new UsageError(`--checkpoint ${text}: ${error instanceof Error ? error.message : ''}`);
  }
  throw new UsageError(`--checkpoint ${text}: it holds none`);
}

/** Opens the desk's data for reading; nothing is created or migrated. */
function openLog(databaseUrl: string | null): Connection | PostgresConnection {
  if (databaseUrl === null) {
    const file = dataFile();
    if (isUpToDate(file)) return openConnection(file, { readonly: true });
    throw new Error(`There is no audit log in ${file}: start the desk first.`);
  }
  const connection = new PostgresConnection(databaseUrl, longBounds);
  try {
    requirePresentSchema(connection);
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}

async function verifyDesk(checkpoints: readonly string[]): Promise<void> {
  const outside = checkpoints.flatMap(readCheckpoints);
  const { dataDir, databaseUrl } = openDataDir();
  const connection = openLog(databaseUrl);
  try {
    const read = readerOn(connection);
    const verdict = await verifyLog(read, readTrustedKeys(dataDir), outside);
    if (verdict.broken !== null) {
      reportBroken(verdict.broken);
      return;
    }
    console.log(heldWords(verdict, outside.length));
    if (!(connection instanceof PostgresConnection)) reportIndexes(connection);
  } finally {
    connection.close();
  }
}

/** Runs the stand-alone verifier, which trusts only the desk's public keys. */
function verifyExport(file: string, checkpoints: readonly string[]): void {
  const keys = ['--key', publicKeysFile(openDataDir().dataDir)];
  const checkpointArgs = checkpoints.flatMap((checkpoint) => ['--checkpoint', checkpoint]);
  const args = [VERIFIER, file, ...keys, ...checkpointArgs];
  process.exitCode = spawnSync(process.execPath, args, { stdio: 'inherit' }).status ?? 1;
}

/** Runs `work` on the desk's data and key; both are created when missing. */
async function withLog(work: (storage: Storage, key: AuditKey) => Promise<void>): Promise<void> {
  const storage = openDataStorage();
  try {
    await work(storage, openAuditKey(openDataDir().dataDir));
  } finally {
    storage.close();
  }
}

async function printCheckpoint(storage: Storage, key: AuditKey): Promise<void> {
  const { checkpoint, broken } = await signLog(storage, key);
  if (broken !== null) {
    reportBroken(broken);
    return;
  }
  if (checkpoint === null)
    throw new Error('감사 기록이 비어 있어요. The audit log has no row yet.');
  console.log(JSON.stringify(checkpoint));
  console.error(
    '이 줄과 키의 지문을 창구 밖에 보관해 주세요. Keep this line, and the fingerprint of the key, ' +
      `outside of the desk: ${fingerprintOf(key.publicKey)}`,
  );
}

const exportQuery = endpoints['GET /api/audit/export'].query;

async function exportTo(file: string, reason: string): Promise<void> {
  const read = exportQuery.safeParse({ reason });
  if (!read.success) throw new UsageError('--reason needs 5 to 200 characters.');
  if (existsSync(file)) throw new UsageError(`${file} is there already; name a new file.`);
  await withLog(async (storage, key) => {
    const at = storage.clock.nowIso();
    await recordExport(storage, { at, actor: commandAuthor(), reason: read.data.reason });
    // A broken log is exported too, unsigned, as evidence.
    const { broken } = await signLog(storage, key);
    try {
      const pieces = Readable.from(exportLog(storage.read, key.trusted, at));
      await pipeline(pieces, createWriteStream(file, { flags: 'wx', mode: 0o600 }));
    } catch (error) {
      rmSync(file, { force: true });
      throw error;
    }
    console.log(`내보냈어요. Exported to ${file}`);
    if (broken !== null) reportBroken(broken);
  });
}

async function prune(storage: Storage, key: AuditKey): Promise<void> {
  const rest = () => new Promise<void>((resolve) => setTimeout(resolve, REST_MS));
  const { rows, beginsAt, broken } = await pruneLog(storage, key, { actor: commandAuthor(), rest });
  if (broken !== null) {
    reportBroken(broken);
    return;
  }
  if (rows === 0) {
    console.log('지울 기록이 없어요. Nothing is both signed and older than two years.');
    return;
  }
  await signLog(storage, key);
  const from = `#${String(beginsAt)}`;
  console.log(
    `${String(rows)}건을 지웠고, 기록은 ${from}부터예요. ` +
      `Removed ${String(rows)} rows; the log begins at ${from}.`,
  );
}

await runCommand(USAGE, async () => {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { reason: { type: 'string' }, checkpoint: { type: 'string', multiple: true } },
  });
  const [name, file, ...more] = positionals;
  const { reason, checkpoint: checkpoints = [] } = values;
  const takesFile = name === 'verify' || name === 'export';
  if (more.length > 0 || (file !== undefined && !takesFile)) {
    throw new UsageError('One command, and one file at most.');
  }
  if (reason !== undefined && name !== 'export')
    throw new UsageError('Only export has a --reason.');
  if (checkpoints.length > 0 && name !== 'verify') {
    throw new UsageError('Only verify takes a --checkpoint.');
  }
  switch (name ?? '') {
    case 'verify':
      if (file === undefined) await verifyDesk(checkpoints);
      else verifyExport(file, checkpoints);
      break;
    case 'checkpoint':
      await withLog(printCheckpoint);
      break;
    case 'export':
      if (file === undefined || reason === undefined) {
        throw new UsageError('Name a file, and give a --reason.');
      }
      await exportTo(file, reason);
      break;
    case 'prune':
      await withLog(prune);
      break;
    default:
      throw new UsageError(`No such command: ${name ?? ''}`);
  }
});
