/**
 * Bundles the simulation with the product's sources, as `npm run build` bundles the product: that
 * runs faster than sources that are translated one by one, and a fault can be planted on the way.
 */
import { mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build, type Plugin } from 'esbuild';

const HERE = import.meta.dirname;
const PROJECT = join(HERE, '../..');

/** Where bundles lie: inside the project, so that they find its packages. */
const runnerFolder = join(PROJECT, '.cache/simulation');

/** A change of one source file, by its path in the project. */
export interface PlantedFault {
  file: string;
  from: string;
  to: string;
}

/** @throws Error at build time when the text to replace isn't there exactly once */
function plant(fault: PlantedFault): Plugin {
  const file = join(PROJECT, fault.file);
  return {
    name: 'planted-fault',
    setup: ({ onLoad }) => {
      onLoad({ filter: /\.ts$/ }, ({ path }) => {
        if (path !== file) return undefined;
        const text = readFileSync(path, 'utf8');
        if (text.split(fault.from).length !== 2) {
          throw new Error(`${fault.file} has not exactly one ${JSON.stringify(fault.from)}`);
        }
        return { contents: text.replace(fault.from, () => fault.to), loader: 'ts' };
      });
    },
  };
}

/**
 * Builds what runs a part of a simulation (`part.ts`).
 * @param name of the bundle's file, without its ending
 * @returns the path of the bundle
 */
export async function buildRunner(name: string, fault?: PlantedFault): Promise<string> {
  const outfile = join(runnerFolder, `${name}.mjs`);
  mkdirSync(dirname(outfile), { recursive: true });
  await build({
    entryPoints: [join(HERE, 'part.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    packages: 'external',
    logLevel: 'silent',
    plugins: fault === undefined ? [] : [plant(fault)],
  });
  return outfile;
}
