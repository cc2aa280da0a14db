/**
 * Which money engine it is: by what its sources say, not by when or where they stand. Its sources
 * are the modules that decide about money, and all that these are built from.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';

/** Where the engine is entered: by a request, by time, by a callback, by a start. */
export const engineEntries: readonly string[] = [
  'server/operations/operation-routes.ts',
  'server/operations/reconciler.ts',
  'server/operations/worker.ts',
  'server/callbacks/confirm-callbacks.ts',
  'server/payments/adopter.ts',
  'server/payments/create-payment.ts',
  'server/payments/lookup-payment.ts',
  'server/payments/poller.ts',
  'server/storage/desk-time.ts',
  'server/storage/high-water.ts',
  'server/storage/restore.ts',
  'server/storage/storage.ts',
  'server/toss/api-key.ts',
  'server/toss/outbound-budget.ts',
  'server/toss/toss.ts',
  'server/clock.ts',
];

/** What the engine may be made of. The edge, the words and the files around it decide nothing. */
const INSIDE = /^(?:shared|server\/(?:operations|storage|toss|callbacks|payments))\//;

/** An import or re-export of a neighbour; one that starts with `type` leaves nothing behind. */
const IMPORT = /^(?:import|export)\s(?!type\s)[^;'"]*?['"](\.{1,2}\/[^'"]+)['"]/gm;

const PROJECT = join(import.meta.dirname, '../..');

function readSource(root: string, file: string): string {
  return readFileSync(join(root, file), 'utf8').replaceAll('\r\n', '\n');
}

/** Each source of the engine with its text, by its path from the project's folder. */
function readEngine(root: string): Map<string, string> {
  const sources = new Map<string, string>();
  const waiting = [...engineEntries];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (sources.has(file)) continue;
    const text = readSource(root, file);
    sources.set(file, text);
    for (const [, path = ''] of text.matchAll(IMPORT)) {
      const imported = posix.join(posix.dirname(file), path);
      if (INSIDE.test(imported)) waiting.push(imported);
    }
  }
  return sources;
}

/**
 * The files of the money engine, seen from the project's folder and sorted.
 * @throws Error where the sources aren't there
 */
export function engineSources(root = PROJECT): string[] {
  return [...readEngine(root).keys()].sort();
}

/**
 * The engine's fingerprint, 16 hexadecimal digits. The same sources have the same one on every
 * machine, whatever their times, their order on disk and their line ends.
 * @param root the project's folder
 * @throws Error where the sources aren't there
 */
export function engineFingerprint(root = PROJECT): string {
  const hash = createHash('sha256');
  const sources = readEngine(root);
  for (const file of [...sources.keys()].sort()) {
    const text = sources.get(file) ?? '';
    hash.update(`${file}\0${String(text.length)}\0${text}`);
  }
  return hash.digest('hex').slice(0, 16);
}
