import { openConnection } from './connection.ts';
import { readerOn } from './run-unit.ts';
import type { Read } from './unit.ts';

/** Reads that all see the data of one moment, however long they take. */
export interface Snapshot {
  read: Read;
  close: () => void;
}

/**
 * Opens a connection of its own. While it is open, SQLite can't shorten its log.
 * @param file path of the data file
 * @throws Error when it can't be opened
 */
export function openSnapshot(file: string): Snapshot {
  const connection = openConnection(file, { readonly: true });
  const close = () => {
    connection.close();
  };
  try {
    connection.exec('BEGIN');
  } catch (error) {
    close();
    throw error;
  }
  return { read: readerOn(connection), close };
}
