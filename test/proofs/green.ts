/**
 * The last green run of each proof, stored in the repository by Node's major version. Separate from
 * test/results, which the desk shows: these runs are small.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GREEN_FILE, type Parts } from './fingerprint.ts';

export interface GreenRun {
  /** When it ended, ISO UTC. */
  at: string;
  seconds: number;
  passed: number;
  parts: Parts;
}

/** By the proof's name and Node's major version. */
type Kept = Record<string, Record<string, GreenRun>>;

const fileIn = (root: string) => join(root, GREEN_FILE);

function readKept(root: string): Kept {
  const file = fileIn(root);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Kept) : {};
}

/**
 * The last green run of a proof; `undefined` where none is kept. @throws Error for an invalid entry
 */
export function readGreen(root: string, proof: string, node: string): GreenRun | undefined {
  return readKept(root)[proof]?.[node];
}

/** Stores a run as the last green one; `null` deletes it. */
export function keepGreen(root: string, proof: string, node: string, run: GreenRun | null): void {
  const { [node]: _before, ...others } = readKept(root)[proof] ?? {};
  const runs = run === null ? others : { ...others, [node]: run };
  const kept = Object.entries({ ...readKept(root), [proof]: runs })
    .filter(([, some]) => Object.keys(some).length > 0)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  writeFileSync(fileIn(root), `${JSON.stringify(Object.fromEntries(kept), null, 2)}\n`);
}
