import type { Database as SqliteDatabase } from 'better-sqlite3';
import { maskText } from '../../shared/mask-text.ts';
import { Database } from '../sqlite.ts';

/** A better-sqlite3 handle whose required settings were set and read back. */
export type Connection = SqliteDatabase;

/**
 * Settings that money depends on. Each is read back, because better-sqlite3's build opens a WAL
 * file at synchronous=NORMAL: a power cut could then lose a committed row after its refund was
 * sent. `secure_delete` overwrites erased data in pages that SQLite frees.
 */
const required: readonly [pragma: string, set: string, expect: unknown][] = [
  ['journal_mode', 'WAL', 'wal'],
  ['synchronous', 'FULL', 2],
  ['foreign_keys', 'ON', 1],
  // Without it, INSERT OR REPLACE deletes rows without running the delete triggers.
  ['recursive_triggers', 'ON', 1],
  ['busy_timeout', '5000', 5000],
  ['secure_delete', 'ON', 1],
];

/** SQL function that masks a text as viewers see it. */
export const SHOWN_TEXT = 'shown_text';

/**
 * Opens the data file.
 * @param file path; created if it doesn't exist, unless `readonly`
 * @throws Error when the file can't be opened or a required setting doesn't hold
 */
export function openConnection(file: string, options: { readonly?: boolean } = {}): Connection {
  const connection = new Database(file, { readonly: options.readonly ?? false });
  try {
    for (const [pragma, set, expect] of required) {
      // A read-only handle can't change the journal mode; only check it.
      if (!(options.readonly === true && pragma === 'journal_mode')) {
        connection.pragma(`${pragma} = ${set}`);
      }
      const found = connection.pragma(pragma, { simple: true });
      if (found !== expect) {
        throw new Error(`SQLite setting ${pragma} is ${String(found)}, not ${String(expect)}`);
      }
    }
    // A million payments fit into 1 GiB of mapped file. The page cache of 16 MiB per connection is
    // for pages that are not in the file yet.
    connection.pragma('cache_size = -16384');
    connection.pragma('mmap_size = 1073741824');
    connection.pragma('temp_store = MEMORY');
    connection.function(SHOWN_TEXT, { deterministic: true }, (text) => maskText(String(text)));
  } catch (error) {
    connection.close();
    throw error;
  }
  return connection;
}
