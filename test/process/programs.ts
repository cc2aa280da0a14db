/**
 * The desk and the sandbox as programs of their own, bundled from the sources as a release is. A
 * proof that cannot fail shows nothing, so a desk can also be made with a fault built into it.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';

const ROOT = join(import.meta.dirname, '../..');
/** Below the project's folder, so that a bundle finds the packages. */
const FOLDER = join(ROOT, '.cache/process');

/** A fault to build in: one piece of one source is put another way. */
export interface PlantedFault {
  /** From the project's folder. */
  file: string;
  /** Stands in the file exactly once. */
  find: string;
  put: string;
}

export interface Programs {
  /** The module of the desk; `node` runs it. */
  desk: string;
  /** The module of the sandbox, always without a fault. */
  sandbox: string;
  remove(): void;
}

function plant(faults: readonly PlantedFault[]): Plugin {
  return {
    name: 'plant-faults',
    setup: ({ onLoad }) => {
      onLoad({ filter: /\.ts$/ }, ({ path }) => {
        const here = faults.filter((fault) => join(ROOT, fault.file) === path);
        if (here.length === 0) return undefined;
        let contents = readFileSync(path, 'utf8');
        for (const { file, find, put } of here) {
          const pieces = contents.split(find);
          if (pieces.length !== 2) {
            throw new Error(`${file} has ${String(pieces.length - 1)} times: ${find}`);
          }
          contents = pieces.join(put);
        }
        return { contents, loader: 'ts' };
      });
    },
  };
}

/**
 * Bundles both programs.
 * @throws Error where a source does not compile, or a fault finds no place to be planted in
 */
export async function bundlePrograms(faults: readonly PlantedFault[] = []): Promise<Programs> {
  mkdirSync(FOLDER, { recursive: true });
  const folder = mkdtempSync(join(FOLDER, 'run-'));
  const bundle = async (entry: string, name: string, planted: readonly PlantedFault[]) => {
    await build({
      absWorkingDir: ROOT,
      entryPoints: { [name]: entry },
      outdir: folder,
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      packages: 'external',
      logLevel: 'silent',
      plugins: [plant(planted)],
    });
    return join(folder, `${name}.js`);
  };
  try {
    const [desk, sandbox] = await Promise.all([
      bundle('./server/main.ts', 'desk', faults),
      bundle('./server/sandbox/main.ts', 'sandbox', []),
    ]);
    const remove = () => {
      rmSync(folder, { recursive: true, force: true });
    };
    return { desk, sandbox, remove };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}
