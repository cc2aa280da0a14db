import path from 'node:path';
import { Database } from '../sqlite.ts';

/** The serving process's hold on its data folder. */
export interface DeskLock {
  release(): void;
}

/**
 * One serving process per data folder: an exclusive transaction on a file of its own, which the
 * operating system frees even after kill -9. The data file itself stays open to commands.
 *
 * @throws Error when another desk serves from the same folder, or the file is no lock of ours
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
