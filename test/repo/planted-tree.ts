import { copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

/** The project's own configuration, applied to files of a test. */
const CONFIGS = [
  '.dependency-cruiser.cjs',
  '.oxfmtrc.json',
  '.oxlintrc.json',
  'knip.json',
  'oxlint-bans.js',
  'package.json',
  'tsconfig.json',
];

export interface Ran {
  exitCode: number;
  stdout: string;
}

export interface PlantedTree {
  folder: string;
  /** Runs a program of node_modules/.bin in the tree. */
  run(program: string, ...args: string[]): Promise<Ran>;
  remove(): Promise<void>;
}

/** Writes `files` (path → text) and the project's configuration into a temporary folder. */
export async function plantTree(files: Readonly<Record<string, string>>): Promise<PlantedTree> {
  const folder = await mkdtemp(join(tmpdir(), 'changgu-planted-'));
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  for (const name of CONFIGS) await copyFile(join(ROOT, name), join(folder, name));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return {
    folder,
    run: (program, ...args) =>
      new Promise((resolve) => {
        const options = { cwd: folder, maxBuffer: 2 ** 26 };
        const bin = join(ROOT, 'node_modules/.bin', program);
        const child = execFile(bin, args, options, (_, stdout) =>
          resolve({ exitCode: child.exitCode ?? 1, stdout }),
        );
      }),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
