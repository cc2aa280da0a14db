import { createServer, type RequestListener } from 'node:http';
import type { Database as SqliteDatabase } from 'better-sqlite3';
import { Database } from '../../../server/sqlite.ts';

/** The connection of a baseline, with the desk's own settings. */
export function openFloor(file: string): SqliteDatabase {
  const database = new Database(file);
  database.pragma('synchronous = FULL');
  database.pragma('cache_size = -65536');
  database.pragma('mmap_size = 1073741824');
  return database;
}

/** Serves with nothing but node:http. */
export function listen(port: string | undefined, answer: RequestListener): void {
  createServer(answer).listen(Number(port), '127.0.0.1');
}
