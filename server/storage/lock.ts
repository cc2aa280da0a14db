import path from 'node:path';
import { Database } from '../sqlite.ts';

/** The serving process's lock on its data folder. */
export interface DeskLock {
  release(): void;
}

/**
 * Allows one serving process per data folder: holds an exclusive transaction on a separate file,
 * which the operating system releases even after kill -9. Commands can still open the data file.
 *
 * @throws Error when another desk serves from the folder, or the file isn't a lock file of the desk
 */
export function lockDesk(dataDir: string): DeskLock {
  const handle = new Database(path.join(dataDir, 'lock.db'), { timeout: 0 });
  try {
    handle.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    handle.close();
    const held = cause instanceof Database.SqliteError && cause.code.startsWith('SQLITE_BUSY');
    if (!held) throw cause;
    throw new Error(
      `Another desk is serving from ${dataDir}. Stop it first, or set DATA_DIR to another folder.`,
      { cause },
    );
  }
  return {
    release: () => {
      handle.close();
    },
  };
}
