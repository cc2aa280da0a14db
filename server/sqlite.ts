/**
 * SQLite, through the line of better-sqlite3 that the running Node can bear. Line 12 is the last
 * one for Node 20; from Node 24.19 on it takes the whole process down when a statement is collected
 * while no JavaScript runs. Line 13 is made for Node 22 and later, and crashes on Node 20.
 */
import { createRequire } from 'node:module';
import type BetterSqlite3 from 'better-sqlite3';

const FIRST_NODE_OF_LINE_13 = 22;

const [major] = process.versions.node.split('.');
const line = Number(major) < FIRST_NODE_OF_LINE_13 ? 'better-sqlite3' : 'better-sqlite3-13';
const require = createRequire(import.meta.url);

/** @throws Error that says what to do where it is missing, or was made for another Node */
function load(): typeof BetterSqlite3 {
  try {
    return require(line) as typeof BetterSqlite3;
  } catch (cause) {
    throw new Error(
      `SQLite for Node ${process.version} (the package ${line}) can't be loaded. ` +
        'Run npm ci with this very Node, and without --omit=optional.',
      { cause },
    );
  }
}

export const Database = load();

/** For a thread that has no modules of ours: what it gives to its own `require`. */
export const sqlitePath = require.resolve(line);
