/** Opens the data file of a running desk once more, as the commands do, but without its check. */
import { systemClock } from '../../server/clock.ts';
import { openConnection } from '../../server/storage/connection.ts';
import { storageOver, type FileStorage } from '../../server/storage/storage.ts';

/** Opens the file, runs `work` and closes it. */
export async function withStorageBeside<T>(
  file: string,
  work: (storage: FileStorage) => T | Promise<T>,
): Promise<T> {
  const writer = openConnection(file);
  const reader = openConnection(file, { readonly: true });
  const storage = storageOver({ file, clock: systemClock, writer, reader });
  try {
    return await work(storage);
  } finally {
    storage.close();
  }
}
