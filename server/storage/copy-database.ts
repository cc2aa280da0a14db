/**
 * The one way to make a copy of the data file: written as `.part`, marked as a copy, checked,
 * synced and only then given its name. Whatever carries the name is whole, and the desk that is
 * started on it checks everything against Toss before it sends anything.
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

/** A copy must not take the last room from a desk that has to write down what it sends. */
const ROOM_LEFT_BYTES = 32 * 1024 * 1024;
const companions = ['-wal', '-shm', '-journal'];

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

/** The bytes of a database with what is not in its file yet. */
export function databaseBytes(file: string): { data: number; wal: number } {
  return { data: sizeOf(file), wal: sizeOf(`${file}-wal`) };
}

/** What the desk's account may still write below a folder. @throws Error when it isn't there */
export function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

function discard(part: string): void {
  for (const suffix of ['', ...companions]) rmSync(`${part}${suffix}`, { force: true });
}

/** Makes the empty file that the copy is written to, for its owner alone. */
function begin(source: string, target: string): string {
  const folder = path.dirname(target);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (existsSync(target)) throw new Error(`${target} is there already`);
  const { data, wal } = databaseBytes(source);
  if (freeBytes(folder) < data + wal + ROOM_LEFT_BYTES) {
    throw new Error(`There is not enough room in ${folder}`);
  }
  const part = `${target}.part`;
  discard(part);
  closeSync(openSync(part, 'wx', 0o600));
  return part;
}

function hasMark(connection: Connection): boolean {
  return connection.prepare('SELECT kind FROM restore_mark').pluck().get() === 'copy';
}

/** An older schema has no place for the mark; its copy is noticed by the high-water file. */
function canBeMarked(connection: Connection): boolean {
  const found = connection.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'restore_mark'");
  return found.get() !== undefined;
}

function mark(part: string, at: string): void {
  const copy = openConnection(part);
  try {
    if (canBeMarked(copy)) {
      copy.transaction(() => markAsCopy(copy, at))();
      if (!hasMark(copy)) throw new Error('The mark of a copy was not kept');
    }
    // One file that is whole by itself: whoever carries it away takes no -wal along.
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
 * Copying and checking a large file take seconds in one piece, which a serving desk must not stand
 * still for, so both are done beside it. As texts, because a module of its own would have to be
 * found both as source and in the bundle. Neither writes to the desk's data, so neither needs the
 * settings that money depends on; `mark` opens the copy with them.
 */
const tasks = {
  // Without a held read every commit of the desk would make the copy begin anew. A megabyte at a
  // time, so that a desk that stops has not to wait for the rest.
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

function publish(part: string, target: string): void {
  sync(part);
  renameSync(part, target);
  sync(path.dirname(target));
  discard(part);
}

/**
 * Copies a database that may be in use, without holding anybody up.
 * @param target a file that must not exist yet; its folder is made where it is missing
 * @param at when it is made, ISO-8601 UTC; kept in the mark
 * @throws Error when no whole, checked copy could be made; nothing is left behind then
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
    publish(part, target);
  } catch (error) {
    discard(part);
    throw error;
  }
}

/**
 * The same in one piece, for a start that must not go on without it.
 * @param connection open on the database, in no transaction
 * @throws Error as `copyDatabase`
 */
export function copyDatabaseNow(connection: Connection, target: string, at: string): void {
  const part = begin(connection.name, target);
  try {
    connection.prepare('VACUUM INTO ?').run(part);
    mark(part, at);
    checkHere(part);
    publish(part, target);
  } catch (error) {
    discard(part);
    throw error;
  }
}
