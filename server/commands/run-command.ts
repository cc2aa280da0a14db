/** What the account commands share: where the data file is, and how a failure is told. */
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
import { openConnection, type Connection } from '../storage/connection.ts';
import { lockDesk } from '../storage/lock.ts';
import { isUpToDate } from '../storage/migrate.ts';
import { openStorage, type Storage } from '../storage/storage.ts';
import { refusalWords } from './refusal-words.ts';

/** A mistake in how a command was called; the message says how to call it. */
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

/** Where the data file is; its folder is made where it is missing, for its owner alone. */
export function dataFile(): string {
  return openDataDir().file;
}

/**
 * Opens the desk's data beside a desk that may be running, and recovers nothing. An older file is
 * brought to the present schema, after a copy, but never below a desk that serves: it would go on
 * with a schema that it doesn't know.
 * @throws Error when the file is older and a desk serves from it
 */
export function openDataStorage(): Storage {
  const { dir, file, backupDir } = openDataDir();
  const lock = isUpToDate(file) ? null : lockDesk(dir);
  try {
    const storage = openStorage(file, systemClock, backupDir);
    // A serving desk believes no row that it did not write, unless it carries a signature.
    signAppended(file, rowSigner(openAuditKey(dir)));
    return storage;
  } finally {
    lock?.release();
  }
}

/** The same as a single connection. */
export function openDataFile(): Connection {
  openDataStorage().close();
  return openConnection(dataFile());
}

/** Parsing errors of `node:util` carry a code of this shape. */
function isParseError(error: unknown): error is Error {
  return (
    error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')
  );
}

function failureWords(error: unknown): string {
  if (error instanceof AppError) return refusalWords(error);
  return error instanceof TokenError ? error.message : startFailure(error);
}

/** Runs a command: 0 done, 1 refused or failed, 2 called wrongly. */
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

/** All of standard input, without the last line break. */
export async function readStandardInput(): Promise<string> {
  let text = '';
  for await (const chunk of process.stdin.setEncoding('utf8')) text += String(chunk);
  return text.replace(/\r?\n$/, '');
}
