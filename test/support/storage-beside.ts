/** Opens the database of a running desk once more, as the commands do, but without its check. */
import { systemClock } from '../../server/clock.ts';
import { openConnection } from '../../server/storage/connection.ts';
import { storageOver, type Storage } from '../../server/storage/storage.ts';
import { openStorageAt } from './database-in.ts';
import { isAddress } from './raw-database.ts';

const clock = systemClock;

function openBeside(database: string): Storage {
  if (isAddress(database)) return openStorageAt(database, clock);
  const writer = openConnection(database);
  const reader = openConnection(database, { readonly: true });
  return storageOver({ file: database, clock, writer, reader });
}

/**
 * Opens the database, runs `work` and closes it.
 * @param database a file, or an address of PostgreSQL
 */
export async function withStorageBeside<T>(
  database: string,
  work: (storage: Storage) => T | Promise<T>,
): Promise<T> {
  const storage = openBeside(database);
  try {
    return await work(storage);
  } finally {
    storage.close();
  }
}
