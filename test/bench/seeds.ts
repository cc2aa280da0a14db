/** Seeded data files, cached as long as their content would be the same. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');
/** Seeds, and a folder for each run. */
const BENCH_CACHE = join(ROOT, '.cache/bench');
const TSX = join(ROOT, 'node_modules/.bin/tsx');
const SEEDER = join(ROOT, 'server/commands/seed.ts');

function sources(): string[] {
  const migrations = join(ROOT, 'server/storage/migrations');
  const demo = join(ROOT, 'server/demo');
  return [
    ...readdirSync(migrations).map((name) => join(migrations, name)),
    ...readdirSync(demo).map((name) => join(demo, name)),
    SEEDER,
  ].sort();
}

/** A hash of everything that a seed's content depends on: the schema and the code that fills it. */
function fingerprint(): string {
  const hash = createHash('sha256');
  for (const file of sources()) {
    const text = readFileSync(file);
    hash.update(`${file.slice(ROOT.length)}\0${String(text.length)}\0`).update(text);
  }
  return hash.digest('hex').slice(0, 16);
}

/** Other processes may work here: their folders end with their process id. */
const workName = (name: string) => `${name}-${String(process.pid)}`;

function isAlive(pid: number): boolean {
  try {
    // Signal 0 only checks for existence.
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Removes what killed runs have left, and seeds of that size under another schema. */
function removeOld(seedName: string): void {
  for (const name of readdirSync(BENCH_CACHE)) {
    const pid = /^(?:run|making)-.*-(\d+)$/.exec(name)?.[1];
    const isLeft = pid !== undefined && !isAlive(Number(pid));
    if (isLeft || name.startsWith(seedName)) {
      rmSync(join(BENCH_CACHE, name), { recursive: true, force: true });
    }
  }
}

let runs = 0;

/** A folder for one run; a later run removes it where this one is killed. */
export function makeRunFolder(): string {
  mkdirSync(BENCH_CACHE, { recursive: true });
  runs += 1;
  const folder = join(BENCH_CACHE, workName(`run-${String(runs)}`));
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  return folder;
}

/**
 * The data file of a shop with so many payments, generated if missing. Callers copy it: nobody
 * writes to it.
 */
export function seedFile(payments: number, say: (text: string) => void): string {
  const seedName = `seed-${String(payments)}-`;
  const folder = join(BENCH_CACHE, seedName + fingerprint());
  const file = join(folder, 'sandbox.db');
  if (existsSync(file)) return file;
  mkdirSync(BENCH_CACHE, { recursive: true });
  removeOld(seedName);
  say(`Making a shop of ${payments.toLocaleString('en')} payments`);
  const making = join(BENCH_CACHE, workName(`making-${seedName}`));
  rmSync(making, { recursive: true, force: true });
  const args = [SEEDER, '--payments', String(payments), '--data', making];
  execFileSync(TSX, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  // Atomically, in case the run is stopped meanwhile.
  renameSync(making, folder);
  return file;
}
