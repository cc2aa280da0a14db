/**
 * Names of the desk's automatic copies: `live-20261124-032000KST-v3.db`, with `-before-v4` for one
 * made before an upgrade. The name has the database, Seoul's time and the schema, so that the right
 * copy can be found without opening any.
 */
import { existsSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { isoToKst, kstToIso } from '../../shared/kst.ts';

/** A finished copy; an unfinished one ends with `.part`. */
export interface CopyFile {
  path: string;
  /** When it was made according to its name, ISO-8601 UTC. */
  at: string;
  schema: number;
  beforeUpgrade: boolean;
}

const SECOND_MS = 1000;
const STAMP = /^(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)(\d\d)KST-v(\d{1,6})(-before-v\d{1,6})?\.db$/;

const stemOf = (databaseFile: string) => `${path.basename(databaseFile, '.db')}-`;

/**
 * The path of a new copy. If the name exists, for example after an immediate retry of a start, the
 * next free second is used.
 * @param made `before`: the schema that the upgrade leads to; `null` for a nightly copy
 */
export function copyPath(
  folder: string,
  databaseFile: string,
  made: { at: string; schema: number; before: number | null },
): string {
  const stamp = isoToKst(made.at).replaceAll(/[-:]/g, '').replace(' ', '-');
  const upgrade = made.before === null ? '' : `-before-v${String(made.before)}`;
  const name = `${stemOf(databaseFile)}${stamp}KST-v${String(made.schema)}${upgrade}.db`;
  const file = path.join(folder, name);
  if (!existsSync(file)) return file;
  const at = new Date(Date.parse(made.at) + SECOND_MS).toISOString();
  return copyPath(folder, databaseFile, { ...made, at });
}

function readName(folder: string, stem: string, name: string): CopyFile | null {
  const match = STAMP.exec(name.slice(stem.length));
  if (!name.startsWith(stem) || match === null) return null;
  const [, year, month, day, hour, minute, second, schema] = match.map(String);
  const at = kstToIso(`${year}-${month}-${day} ${hour}:${minute}:${second}`);
  if (at === null) return null;
  const beforeUpgrade = match[8] !== undefined;
  return { path: path.join(folder, name), at, schema: Number(schema), beforeUpgrade };
}

/**
 * The copies of one database in a folder, oldest first; other files are ignored.
 * @throws Error when the folder can't be read; a missing folder gives an empty list
 */
export function copiesIn(folder: string, databaseFile: string): CopyFile[] {
  const stem = stemOf(databaseFile);
  return namesIn(folder)
    .map((name) => readName(folder, stem, name))
    .filter((copy) => copy !== null)
    .toSorted((a, b) => a.at.localeCompare(b.at));
}

/** Removes all but the newest `kept`. @param copies oldest first */
export function removeOldCopies(copies: readonly CopyFile[], kept: number): void {
  for (const copy of copies.slice(0, -kept)) rmSync(copy.path, { force: true });
}

/** Removes copies from before upgrades that were made before this time, ISO UTC. */
export function removeOldUpgradeCopies(folder: string, databaseFile: string, before: string): void {
  for (const copy of copiesIn(folder, databaseFile)) {
    if (copy.beforeUpgrade && copy.at < before) rmSync(copy.path, { force: true });
  }
}

/** Removes unfinished copies of a process that died. Only one process copies to this folder. */
export function removeUnfinishedCopies(folder: string, databaseFile: string): void {
  const stem = stemOf(databaseFile);
  for (const name of namesIn(folder)) {
    const [finished = '', rest] = name.split('.db.part');
    if (rest === undefined || readName(folder, stem, `${finished}.db`) === null) continue;
    rmSync(path.join(folder, name), { force: true });
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}
