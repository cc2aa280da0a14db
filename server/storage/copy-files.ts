/**
 * Names of the copies that the desk makes by itself: `live-20261124-032000KST-v3.db`, and with
 * `-before-v4` one that was made before an upgrade. The name tells the database, Seoul's time and
 * the schema, so that whoever needs one at night finds it without opening any.
 */
import { existsSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { isoToKst, kstToIso } from '../../shared/kst.ts';

/** A finished copy; one that is being written ends with `.part` and is none yet. */
export interface CopyFile {
  path: string;
  /** When it was made by its name, ISO-8601 UTC. */
  at: string;
  schema: number;
  beforeUpgrade: boolean;
}

const SECOND_MS = 1000;
const STAMP = /^(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)(\d\d)KST-v(\d{1,6})(-before-v\d{1,6})?\.db$/;

const stemOf = (databaseFile: string) => `${path.basename(databaseFile, '.db')}-`;

/**
 * Where a copy goes. One whose second is taken, as by a start that is tried again at once, gets the
 * next that is free.
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
 * The copies of one database in a folder, oldest first; other files don't count.
 * @throws Error when the folder can't be read; one that is missing has none
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

/** Removes what a process that died while copying left behind; only one process copies here. */
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
