/**
 * Bundles the simulation with the product's sources, as `npm run build` bundles the product: that
 * runs faster than sources that are translated one by one, and a fault can be planted on the way.
 */
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { bundleWith, type PlantedFault } from '../support/bundle-with-faults.ts';

const PROJECT = join(import.meta.dirname, '../..');

/** Where bundles lie: inside the project, so that they find its packages. */
const runnerFolder = join(PROJECT, '.cache/simulation');

/**
 * Builds what runs a part of a simulation (`part.ts`).
 * @param name of the bundle's file, without its ending
 * @returns the path of the bundle
 */
export async function buildRunner(name: string, fault?: PlantedFault): Promise<string> {
  const outfile = join(runnerFolder, `${name}.mjs`);
  mkdirSync(dirname(outfile), { recursive: true });
  await bundleWith(fault === undefined ? [] : [fault], './test/simulation/part.ts', outfile);
  return outfile;
}
