/** Which money engine it is: by what its sources say, not by when or where they stand. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Every folder and file whose code decides over money, or that such code is built from. */
const FOLDERS = [
  'shared',
  'server/operations',
  'server/storage',
  'server/toss',
  'server/callbacks',
  'server/payments',
];
const FILES = ['server/clock.ts'];
/** It tells of results and decides nothing. */
const NOT_THE_ENGINE = 'shared/trust.ts';

const PROJECT = join(import.meta.dirname, '../..');

function sourcesBelow(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`);
}

/**
 * The files of the money engine, seen from the project's folder and sorted.
 * @throws Error where the sources aren't there
 */
export function engineSources(root = PROJECT): string[] {
  return [...FOLDERS.flatMap((folder) => sourcesBelow(root, folder)), ...FILES]
    .filter((file) => file !== NOT_THE_ENGINE)
    .sort();
}

/**
 * The engine's fingerprint, 16 hexadecimal digits. The same sources have the same one on every
 * machine, whatever their times, their order on disk and their line ends.
 * @param root the project's folder
 * @throws Error where the sources aren't there
 */
export function engineFingerprint(root = PROJECT): string {
  const hash = createHash('sha256');
  for (const file of engineSources(root)) {
    const text = readFileSync(join(root, file), 'utf8').replaceAll('\r\n', '\n');
    hash.update(`${file}\0${String(text.length)}\0${text}`);
  }
  return hash.digest('hex').slice(0, 16);
}
