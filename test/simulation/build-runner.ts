/**
 * Bundles the simulation with the product's sources, as `npm run build` bundles the product: a
 * bundle runs faster than sources compiled one by one, and a fault can be planted in it.
 */
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { bundleWith, type PlantedFault } from '../support/bundle-with-faults.ts';

const PROJECT = join(import.meta.dirname, '../..');

/** The folder of the bundles: inside the project, so that they find its packages. */
const runnerFolder = join(PROJECT, '.cache/simulation');

/**
 * Bundles the program that runs a part of a simulation (`part.ts`).
 * @param name of the bundle's file, without its extension
 * @returns the path of the bundle
 */
export async function buildRunner(name: string, fault?: PlantedFault): Promise<string> {
  const outfile = join(runnerFolder, `${name}.mjs`);
  mkdirSync(dirname(outfile), { recursive: true });
  const thread = './server/storage/postgres/postgres-thread.ts';
  await Promise.all([
    bundleWith(fault === undefined ? [] : [fault], './test/simulation/part.ts', outfile),
    bundleWith([], thread, join(runnerFolder, 'postgres-thread.js')),
  ]);
  return outfile;
}
