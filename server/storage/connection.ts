import type { Database as SqliteDatabase } from 'better-sqlite3';
import { maskText } from '../../shared/mask-text.ts';
import { Database } from '../sqlite.ts';

/** A better-sqlite3 handle that is set up and proved to be set up. */
export type Connection = SqliteDatabase;

/**
 * Settings that money depends on: each is read back, because better-sqlite3's build opens a WAL
 * file at synchronous=NORMAL, and a power cut can then lose a committed row after a refund went
 * out. And what is erased must not be left in the pages that SQLite gives free as rows grow.
 */
const required: readonly [pragma: string, set: string, expect: unknown][] = [
  ['journal_mode', 'WAL', 'wal'],
  ['synchronous', 'FULL', 2],
  ['foreign_keys', 'ON', 1],
  // Without it, INSERT OR REPLACE deletes rows past the delete triggers.
  ['recursive_triggers', 'ON', 1],
  ['busy_timeout', '5000', 5000],
  ['secure_delete', 'ON', 1],
];

/** In SQL: a text as viewers are shown it. */
export const SHOWN_TEXT = 'shown_text';

/**
 * Opens the data file.
 * @param file path, made where it doesn't exist unless `readonly`
 * @throws Error when the file can't be opened or a required setting doesn't hold
 */
export function openConnection(file: string, options: { readonly?: boolean } = {}): Connection {
  const connection = new Database(file, { readonly: options.readonly ?? false });
  try {
    for (const [pragma, set, expect] of required) {
      // A read-only handle can't switch the journal; it only checks that it is the right one.
      if (!(options.readonly === true && pragma === 'journal_mode')) {
        connection.pragma(`${pragma} = ${set}`);
      }
      const found = connection.pragma(pragma, { simple: true });
      if (found !== expect) {
        throw new Error(`SQLite setting ${pragma} is ${String(found)}, not ${String(expect)}`);
      }
    }
    // A million payments fit into 1 GiB of mapped file; the 16 MiB of pages of its own, which each
    // connection fills in the course of a day, are for what isn't in the file yet.
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
