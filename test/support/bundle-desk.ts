import { basename, join } from 'node:path';
import { bundleWith, type PlantedFault } from './bundle-with-faults.ts';

/** Modules that run in threads of their own. */
const threads = ['slow-reads/slow-reads-thread', 'postgres/postgres-thread'];

/**
 * Bundles the desk and its worker threads from the sources into a folder, as a release does.
 * @returns the path of the module to run with `node`
 * @throws Error where a source does not compile, or a fault finds no place to be planted in
 */
export async function bundleDesk(
  folder: string,
  faults: readonly PlantedFault[] = [],
): Promise<string> {
  const module = join(folder, 'main.js');
  await Promise.all([
    bundleWith(faults, './server/main.ts', module),
    ...threads.map((thread) =>
      bundleWith([], `./server/storage/${thread}.ts`, join(folder, `${basename(thread)}.js`)),
    ),
  ]);
  return module;
}
