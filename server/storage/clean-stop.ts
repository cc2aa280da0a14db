/**
 * The mark of a clean stop, in a file beside the database. It names the database exactly as it was
 * when the desk had closed it, so it says nothing of a file that was changed or put back since.
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
 * The file's number, size and times in nanoseconds. The time of the last change of its state is
 * among them, which no program that copies files can set. `null` where there is no file, or where
 * some of its content is still in the log beside it.
 */
function identityOf(file: string): string | null {
  if (existsSync(`${file}-wal`)) return null;
  const found = statSync(file, { bigint: true, throwIfNoEntry: false });
  if (found === undefined) return null;
  return [found.ino, found.size, found.mtimeNs, found.ctimeNs].join(' ');
}

/**
 * Takes the mark away for good, before anything is written to the database.
 * @param file the database; the caller holds the lock of its folder and has not opened it yet
 * @returns `true` where the desk stopped cleanly and nobody has touched the file since
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
 * Leaves the mark. Called when every connection of this process is closed; where another process
 * still has the database open, there is none.
 * @throws Error when the disk refuses
 */
export function leaveCleanStop(file: string): void {
  const identity = identityOf(file);
  if (identity !== null) writeSynced(markOf(file), identity);
}
