/**
 * Bundles a program as a release does, with faults planted in it: a proof must fail when the
 * product is broken. The sources on disk are not changed.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import type { PlantedFault } from './plant-faults.ts';

const ROOT = join(import.meta.dirname, '../..');

export type { PlantedFault };

/**
 * The changed sources, as JavaScript, by their path from the project's folder.
 * @throws Error where a file is missing or a change does not fit
 */
export async function changedSources(
  changes: readonly PlantedFault[],
): Promise<Map<string, string>> {
  if (changes.length === 0) return new Map();
  // Loaded on demand: loading the TypeScript compiler takes longer than a bundle without faults.
  const { plantFaults } = await import('./plant-faults.ts');
  const sources = new Map<string, string>();
  for (const { file } of changes) {
    const path = join(ROOT, file);
    if (!existsSync(path)) throw new Error(`There is no file ${file}`);
    if (sources.has(file)) continue;
    const own = changes.filter((change) => change.file === file);
    sources.set(file, plantFaults(readFileSync(path, 'utf8'), own));
  }
  return sources;
}

function plantSources(sources: ReadonlyMap<string, string>, used: Set<string>): Plugin {
  const byPath = new Map([...sources].map(([file, text]) => [join(ROOT, file), { file, text }]));
  return {
    name: 'plant-faults',
    setup: ({ onLoad }) =>
      onLoad({ filter: /\.ts$/ }, ({ path }) => {
        const planted = byPath.get(path);
        if (planted === undefined) return undefined;
        used.add(planted.file);
        return { contents: planted.text, loader: 'js' };
      }),
  };
}

/**
 * Bundles a program with the changes made to the product's sources.
 * @param entry from the project's folder
 * @param outfile inside the project's folder, so that the packages are found
 * @throws Error where a change finds no place, or the program imports nothing of a changed file
 */
export async function bundleWith(
  changes: readonly PlantedFault[],
  entry: string,
  outfile: string,
): Promise<void> {
  const sources = await changedSources(changes);
  const used = new Set<string>();
  await build({
    absWorkingDir: ROOT,
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    logLevel: 'silent',
    plugins: [plantSources(sources, used)],
  });
  const unused = [...sources.keys()].filter((file) => !used.has(file));
  if (unused.length > 0) throw new Error(`${entry} has nothing of ${unused.join(', ')}`);
}
