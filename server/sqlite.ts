/**
 * Loads the version of better-sqlite3 that the running Node needs. Version 12 is the last one for
 * Node 20; from Node 24.19 on it crashes the process when a statement is garbage-collected while no
 * JavaScript runs. Version 13 is for Node 22 and later and crashes on Node 20.
 */
import { createRequire } from 'node:module';
import type BetterSqlite3 from 'better-sqlite3';

const FIRST_NODE_OF_VERSION_13 = 22;

const [major] = process.versions.node.split('.');
const packageName =
  Number(major) < FIRST_NODE_OF_VERSION_13 ? 'better-sqlite3' : 'better-sqlite3-13';
const require = createRequire(import.meta.url);

/** @throws Error with instructions when the package is missing or was built for another Node */
function load(): typeof BetterSqlite3 {
  try {
    return require(packageName) as typeof BetterSqlite3;
  } catch (cause) {
    throw new Error(
      `SQLite for Node ${process.version} (the package ${packageName}) can't be loaded. ` +
        'Run npm ci with this very Node, and without --omit=optional.',
      { cause },
    );
  }
}

export const Database = load();

/** Path for the `require` of a worker thread that has none of our modules. */
export const sqlitePath = require.resolve(packageName);
