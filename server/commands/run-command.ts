/** Shared by the commands: opening the data file, and reporting failures. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../clock.ts';
import { readConfig, type Config } from '../config.ts';
import { AppError } from '../errors.ts';
import { openAuditKey } from '../audit/audit-key.ts';
import { rowSigner } from '../audit/signed-texts.ts';
import { startFailure } from '../start-failure.ts';
import { TokenError } from '../staff/service-tokens.ts';
import { signAppended } from '../storage/audit.ts';
import { lockDesk } from '../storage/lock.ts';
import { isUpToDate } from '../storage/migrate.ts';
import { PostgresConnection } from '../storage/postgres/connection.ts';
import { requirePresentSchema } from '../storage/postgres/require-schema.ts';
import { openPostgresStorage } from '../storage/postgres/postgres-storage.ts';
import { openStorage, type FileStorage, type Storage } from '../storage/storage.ts';
import { withConnection } from '../storage/with-connection.ts';
import { refusalWords } from './refusal-words.ts';

/** Wrong usage of a command; the message explains the usage. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}

/** The settings that say where the desk's data are; the folder is created for its owner alone. */
export function openDataDir(): Pick<
  Config,
  'dataDir' | 'databaseFile' | 'databaseUrl' | 'backupDir'
> {
  const config = readConfig();
  process.umask(0o077);
  mkdirSync(config.dataDir, { recursive: true });
  return config;
}

/**
 * Path of the data file; its folder is created for its owner alone.
 * @throws UsageError where the desk's data are on PostgreSQL
 */
export function dataFile(): string {
  const { dataDir, databaseFile, databaseUrl } = openDataDir();
  if (databaseUrl !== null) {
    throw new UsageError(
      '데이터가 PostgreSQL에 있어 이 명령은 쓸 수 없어요. DATABASE_URL is set, and this command ' +
        'works on a data file only (see docs/operating.md#postgresql).',
    );
  }
  return join(dataDir, databaseFile);
}

/**
 * Opens the desk's data, possibly beside a running desk, without recovery. An older file is
 * migrated after a backup, but never while a desk runs on it: that desk would not know the new
 * schema.
 * @throws Error when the file is older and a desk is running on it
 */
export function openDataFile(): FileStorage {
  const file = dataFile();
  const { dataDir, backupDir } = openDataDir();
  const lock = isUpToDate(file) ? null : lockDesk(dataDir);
  try {
    const storage = openStorage(file, systemClock, backupDir ?? undefined);
    signRowsOf(storage, dataDir);
    return storage;
  } finally {
    lock?.release();
  }
}

/** A running desk accepts rows of other processes in the audit log only when they are signed. */
function signRowsOf({ name }: Storage, dataDir: string): void {
  signAppended(name, rowSigner(openAuditKey(dataDir)));
}

/**
 * Opens the desk's data, in their file as `openDataFile` does, or on PostgreSQL: there the command
 * writes by the term of the desk that leads now, and what it writes later is refused.
 * @throws Error where the database on PostgreSQL has not this build's schema
 */
export function openDataStorage(): Storage {
  const { dataDir, databaseUrl } = openDataDir();
  if (databaseUrl === null) return openDataFile();
  const storage = openPostgresStorage({
    ...{ url: databaseUrl, clock: systemClock, term: presentTerm(databaseUrl) },
    onLost: () => {
      // The command's next transaction fails, and tells.
    },
  });
  signRowsOf(storage, dataDir);
  return storage;
}

function presentTerm(databaseUrl: string): number {
  return withConnection(new PostgresConnection(databaseUrl), (connection) => {
    requirePresentSchema(connection);
    const [lead] = connection.script('SELECT term FROM desk_lead WHERE id = 1');
    return (lead as { term: number }).term;
  });
}

/** Parse errors of `node:util` have such a code. */
function isParseError(error: unknown): error is Error {
  return (
    error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')
  );
}

function failureWords(error: unknown): string {
  if (error instanceof AppError) return refusalWords(error);
  return error instanceof TokenError ? error.message : startFailure(error);
}

/** Runs a command with exit codes: 0 done, 1 refused or failed, 2 wrong usage. */
export async function runCommand(usage: string, command: () => Promise<void>): Promise<void> {
  try {
    await command();
  } catch (error) {
    if (error instanceof UsageError || isParseError(error)) {
      console.error(`${error.message}\n\n${usage}`);
      process.exitCode = 2;
      return;
    }
    console.error(failureWords(error));
    process.exitCode = 1;
  }
}

/** All of standard input without the last line break. */
export async function readStandardInput(): Promise<string> {
  let text = '';
  for await (const chunk of process.stdin.setEncoding('utf8')) text += String(chunk);
  return text.replace(/\r?\n$/, '');
}
