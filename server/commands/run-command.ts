/** What the account commands share: where the data file is, and how a failure is told. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../clock.ts';
import { readConfig } from '../config.ts';
import { startFailure } from '../start-failure.ts';
import { AccountError } from '../staff/staff-accounts.ts';
import { openConnection, type Connection } from '../storage/connection.ts';
import { openStorage } from '../storage/storage.ts';

/** A mistake in how a command was called; the message says how to call it. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}

/** Where the data file is; its folder is made where it is missing, for its owner alone. */
export function dataFile(): string {
  const config = readConfig();
  process.umask(0o077);
  mkdirSync(config.dataDir, { recursive: true });
  return join(config.dataDir, config.databaseFile);
}

/**
 * Opens the data file beside a desk that may be running: it brings a new file to the present
 * schema, and neither takes the desk's lock nor recovers anything.
 */
export function openDataFile(): Connection {
  const file = dataFile();
  openStorage(file, systemClock).close();
  return openConnection(file);
}

/** Parsing errors of `node:util` carry a code of this shape. */
function isParseError(error: unknown): error is Error {
  return (
    error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')
  );
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
    console.error(error instanceof AccountError ? error.message : startFailure(error));
    process.exitCode = 1;
  }
}

/** All of standard input, without the last line break. */
export async function readStandardInput(): Promise<string> {
  let text = '';
  for await (const chunk of process.stdin.setEncoding('utf8')) text += String(chunk);
  return text.replace(/\r?\n$/, '');
}
