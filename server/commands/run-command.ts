/** Shared by the commands: opening the data file, and reporting failures. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../clock.ts';
import { readConfig } from '../config.ts';
import { AppError } from '../errors.ts';
import { openAuditKey } from '../audit/audit-key.ts';
import { rowSigner } from '../audit/signed-texts.ts';
import { startFailure } from '../start-failure.ts';
import { TokenError } from '../staff/service-tokens.ts';
import { signAppended } from '../storage/audit.ts';
import { lockDesk } from '../storage/lock.ts';
import { isUpToDate } from '../storage/migrate.ts';
import { openStorage, type FileStorage } from '../storage/storage.ts';
import { refusalWords } from './refusal-words.ts';

/** Wrong usage of a command; the message explains the usage. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}

function openDataDir(): { dir: string; file: string; backupDir: string | undefined } {
  const { dataDir, databaseFile, backupDir } = readConfig();
  process.umask(0o077);
  mkdirSync(dataDir, { recursive: true });
  return { dir: dataDir, file: join(dataDir, databaseFile), backupDir: backupDir ?? undefined };
}

/** Path of the data file; its folder is created for its owner alone. */
export function dataFile(): string {
  return openDataDir().file;
}

/**
 * Opens the desk's data, possibly beside a running desk, without recovery. An older file is
 * migrated after a backup, but never while a desk runs on it: that desk would not know the new
 * schema.
 * @throws Error when the file is older and a desk is running on it
 */
export function openDataStorage(): FileStorage {
  const { dir, file, backupDir } = openDataDir();
  const lock = isUpToDate(file) ? null : lockDesk(dir);
  try {
    const storage = openStorage(file, systemClock, backupDir);
    // A running desk accepts rows of other processes only when they are signed.
    signAppended(file, rowSigner(openAuditKey(dir)));
    return storage;
  } finally {
    lock?.release();
  }
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
