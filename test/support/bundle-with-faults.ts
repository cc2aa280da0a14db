/**
 * Bundles a program as a release is, with faults built into it on the way: a proof that cannot fail
 * shows nothing. Nothing is written back to the sources.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';

const ROOT = join(import.meta.dirname, '../..');

/** A fault to build in: one piece of one source is put another way. */
export interface PlantedFault {
  /** From the project's folder. */
  file: string;
  /** Stands in the file exactly once. */
  find: string;
  put: string;
}

/**
 * A source with its changes made.
 * @throws Error where a piece to be changed is not there exactly once: the fault is stale
 */
function changed(file: string, changes: readonly PlantedFault[]): string {
  let text = readFileSync(join(ROOT, file), 'utf8');
  for (const { find, put } of changes) {
    const pieces = text.split(find);
    if (pieces.length !== 2) {
      throw new Error(`${file} has ${String(pieces.length - 1)} times: ${find}`);
    }
    text = pieces.join(put);
  }
  return text;
}

/**
 * The changed sources by their path from the project's folder.
 * @throws Error where a file is missing or a piece to be changed is not there exactly once
 */
export function changedSources(changes: readonly PlantedFault[]): Map<string, string> {
  const files = [...new Set(changes.map(({ file }) => file))];
  return new Map(
    files.map((file) => {
      if (!existsSync(join(ROOT, file))) throw new Error(`There is no file ${file}`);
      return [
        file,
        changed(
          file,
          changes.filter((change) => change.file === file),
        ),
      ];
    }),
  );
}

function plantSources(sources: ReadonlyMap<string, string>, used: Set<string>): Plugin {
  const byPath = new Map([...sources].map(([file, text]) => [join(ROOT, file), { file, text }]));
  return {
    name: 'plant-faults',
    setup: ({ onLoad }) => {
      onLoad({ filter: /\.ts$/ }, ({ path }) => {
        const planted = byPath.get(path);
        if (planted === undefined) return undefined;
        used.add(planted.file);
        return { contents: planted.text, loader: 'ts' };
      });
    },
  };
}

/**
 * Bundles a program with the changes made to the product's sources in it.
 * @param entry from the project's folder
 * @param outfile inside the project's folder, so that the packages are found
 * @throws Error where a change finds no place, or the program has nothing of a changed file
 */
export async function bundleWith(
  changes: readonly PlantedFault[],
  entry: string,
  outfile: string,
): Promise<void> {
  const sources = changedSources(changes);
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
