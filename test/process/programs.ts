/**
 * Bundles the desk and the sandbox as programs, as a release does. A desk can also be bundled with
 * a planted fault: a proof must fail when the product is broken.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { bundleDesk } from '../support/bundle-desk.ts';
import { bundleWith, type PlantedFault } from '../support/bundle-with-faults.ts';

const ROOT = join(import.meta.dirname, '../..');
/** Inside the project's folder, so that a bundle finds the packages. */
const FOLDER = join(ROOT, '.cache/process');

export interface Programs {
  /** The path of the desk's module, to run with `node`. */
  desk: string;
  /** The path of the sandbox's module, which never has a fault. */
  sandbox: string;
  remove(): void;
}

/**
 * Bundles both programs.
 * @throws Error where a source does not compile, or a fault finds no place to be planted in
 */
export async function bundlePrograms(faults: readonly PlantedFault[] = []): Promise<Programs> {
  mkdirSync(FOLDER, { recursive: true });
  const folder = mkdtempSync(join(FOLDER, 'run-'));
  try {
    const sandbox = join(folder, 'sandbox.js');
    const [desk] = await Promise.all([
      bundleDesk(join(folder, 'desk'), faults),
      bundleWith([], './server/sandbox/main.ts', sandbox),
    ]);
    const remove = () => rmSync(folder, { recursive: true, force: true });
    return { desk, sandbox, remove };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}
