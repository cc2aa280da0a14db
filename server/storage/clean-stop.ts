/**
 * The mark of a clean stop, in a file beside the database. It contains the identity of the database
 * file at closing, so it doesn't match a file that was changed or restored since.
 */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { removeSynced, writeSynced } from './synced-file.ts';

const markOf = (file: string) => `${file}.clean-stop`;

function textIn(mark: string): string | null {
  try {
    return readFileSync(mark, 'utf8');
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (isMissing) return null;
    throw error;
  }
}

/**
 * The file's inode, size and times in nanoseconds, with ctime among them, which no copying program
 * can set. `null` if there is no file, or if part of its content is still in the write-ahead log.
 */
function identityOf(file: string): string | null {
  if (existsSync(`${file}-wal`)) return null;
  const found = statSync(file, { bigint: true, throwIfNoEntry: false });
  if (found === undefined) return null;
  return [found.ino, found.size, found.mtimeNs, found.ctimeNs].join(' ');
}

/**
 * Removes the mark, synced to disk, before anything is written to the database.
 * @param file the database; the caller holds the folder's lock and has not opened it yet
 * @returns `true` if the desk stopped cleanly and the file is unchanged since
 * @throws Error when the mark can't be read or removed
 */
export function takeCleanStop(file: string): boolean {
  const mark = markOf(file);
  const text = textIn(mark);
  if (text === null) return false;
  removeSynced(mark);
  return text === identityOf(file);
}

/**
 * Writes the mark. Call it after every connection of this process is closed; writes none while
 * another process still has the database open.
 * @throws Error when the disk refuses
 */
export function leaveCleanStop(file: string): void {
  const identity = identityOf(file);
  if (identity !== null) writeSynced(markOf(file), identity);
}
