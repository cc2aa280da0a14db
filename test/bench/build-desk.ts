import { join } from 'node:path';
import { bundleWith } from '../support/bundle-with-faults.ts';

/** Bundles the desk from the sources into a folder, as a release is. @returns its module */
export async function buildDesk(folder: string): Promise<string> {
  const module = join(folder, 'main.js');
  await bundleWith([], './server/main.ts', module);
  const thread = './server/storage/slow-reads/slow-reads-thread.ts';
  await bundleWith([], thread, join(folder, 'slow-reads-thread.js'));
  return module;
}
