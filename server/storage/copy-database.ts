/**
 * Copies the data file: written as `.part`, marked as a copy, checked, synced and only then
 * renamed. A file with the final name is therefore complete, and a desk started on it checks
 * everything against Toss before it sends anything.
 */
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
} from 'node:fs';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { sqlitePath } from '../sqlite.ts';
import { openConnection, type Connection } from './connection.ts';
import { markAsCopy } from './restore-mark.ts';
import { runUnit } from './run-unit.ts';

/** Free space that a copy must leave, so that the desk can still record what it sends. */
const ROOM_LEFT_BYTES = 32 * 1024 * 1024;
const companions = ['-wal', '-shm', '-journal'];

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

/** Sizes of a database file and its write-ahead log, in bytes. */
export function databaseBytes(file: string): { data: number; wal: number } {
  return { data: sizeOf(file), wal: sizeOf(`${file}-wal`) };
}

/** Free bytes for the desk's account in a folder. @throws Error if the folder doesn't exist */
export function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

/** Removes an unfinished database file and its companions. */
export function discardFile(part: string): void {
  for (const suffix of ['', ...companions]) rmSync(`${part}${suffix}`, { force: true });
}

/** Creates the empty target of the copy, readable by its owner only. */
function begin(source: string, target: string): string {
  const folder = path.dirname(target);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (existsSync(target)) throw new Error(`${target} is there already`);
  const { data, wal } = databaseBytes(source);
  if (freeBytes(folder) < data + wal + ROOM_LEFT_BYTES) {
    throw new Error(`There is not enough room in ${folder}`);
  }
  const part = `${target}.part`;
  discardFile(part);
  closeSync(openSync(part, 'wx', 0o600));
  return part;
}

function hasMark(connection: Connection): boolean {
  return connection.prepare('SELECT kind FROM restore_mark').pluck().get() === 'copy';
}

/** An older schema has no table for the mark; the high-water file detects its restored copies. */
function canBeMarked(connection: Connection): boolean {
  const found = connection.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'restore_mark'");
  return found.get() !== undefined;
}

function mark(part: string, at: string): void {
  const copy = openConnection(part);
  try {
    if (canBeMarked(copy)) {
      copy.transaction(() => runUnit(copy, markAsCopy(at)))();
      if (!hasMark(copy)) throw new Error('The mark of a copy was not kept');
    }
    // Makes the copy a single complete file, so that it can be moved without a -wal.
    copy.pragma('wal_checkpoint(TRUNCATE)');
  } finally {
    copy.close();
  }
}

function refuseDamaged(check: unknown): void {
  if (check !== 'ok') throw new Error(`The copy is damaged: ${String(check)}`);
}

function checkHere(part: string): void {
  const copy = openConnection(part);
  try {
    refuseDamaged(copy.pragma('integrity_check', { simple: true }));
  } finally {
    copy.close();
  }
}

/**
 * Copying and checking a large file block for seconds, so both run in worker threads. They are
 * strings because a separate module would need different paths in source and in the bundle. Neither
 * writes to the desk's data, so neither needs the settings that money depends on; `mark` opens the
 * copy with them.
 */
const tasks = {
  // An open read transaction keeps the backup from restarting at every commit. 1 MiB per step, so
  // that a stop of the desk can interrupt it.
  transfer: `
    const source = new Driver(workerData.file, { readonly: true });
    source.exec('BEGIN');
    source.prepare('SELECT count(*) FROM sqlite_schema').get();
    await source.backup(workerData.part, { progress: () => 256 });
    source.close();
    return 'ok';`,
  check: `
    const copy = new Driver(workerData.part, { readonly: true });
    const found = copy.pragma('integrity_check', { simple: true });
    copy.close();
    return found;`,
};

interface Copying {
  file: string;
  part: string;
  signal: AbortSignal | undefined;
}

async function runApart(task: keyof typeof tasks, copying: Copying): Promise<unknown> {
  const { file, part, signal } = copying;
  signal?.throwIfAborted();
  const program = `
    const { parentPort, workerData } = require('node:worker_threads');
    const Driver = require(workerData.driver);
    (async () => {${tasks[task]}
    })().then((found) => parentPort.postMessage(found));`;
  const workerData = { driver: sqlitePath, file, part };
  const worker = new Worker(program, { eval: true, workerData });
  const stop = () => void worker.terminate();
  signal?.addEventListener('abort', stop);
  try {
    return await new Promise<unknown>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
      worker.once('exit', () => reject(new Error('The copying was cut off')));
    });
  } finally {
    signal?.removeEventListener('abort', stop);
    await worker.terminate();
  }
}

function sync(file: string): void {
  const handle = openSync(file, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** Gives a finished, closed file its name; both are on disk when this returns. */
export function publishFile(part: string, target: string): void {
  sync(part);
  renameSync(part, target);
  sync(path.dirname(target));
  discardFile(part);
}

/**
 * Copies a database that may be in use, without blocking the event loop or other writers.
 * @param target a file that must not exist yet; its folder is created if missing
 * @param at time of the copy, ISO-8601 UTC; stored in the mark
 * @throws Error when no complete, checked copy could be made; leaves no files behind
 */
export async function copyDatabase(
  file: string,
  target: string,
  at: string,
  signal?: AbortSignal,
): Promise<void> {
  const part = begin(file, target);
  try {
    await runApart('transfer', { file, part, signal });
    mark(part, at);
    refuseDamaged(await runApart('check', { file, part, signal }));
    publishFile(part, target);
  } catch (error) {
    discardFile(part);
    throw error;
  }
}

/**
 * The same, synchronously, for a start that must not continue without the copy.
 * @param connection open on the database, in no transaction
 * @throws Error as `copyDatabase`
 */
export function copyDatabaseNow(connection: Connection, target: string, at: string): void {
  const part = begin(connection.name, target);
  try {
    connection.prepare('VACUUM INTO ?').run(part);
    mark(part, at);
    checkHere(part);
    publishFile(part, target);
  } catch (error) {
    discardFile(part);
    throw error;
  }
}
