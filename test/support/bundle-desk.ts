import { join } from 'node:path';
import { bundleWith, type PlantedFault } from './bundle-with-faults.ts';

/**
 * Bundles the desk and its worker thread from the sources into a folder, as a release does.
 * @returns the path of the module to run with `node`
 * @throws Error where a source does not compile, or a fault finds no place to be planted in
 */
export async function bundleDesk(
  folder: string,
  faults: readonly PlantedFault[] = [],
): Promise<string> {
  const module = join(folder, 'main.js');
  const thread = './server/storage/slow-reads/slow-reads-thread.ts';
  await Promise.all([
    bundleWith(faults, './server/main.ts', module),
    bundleWith([], thread, join(folder, 'slow-reads-thread.js')),
  ]);
  return module;
}
