/**
 * Simulates a disk that loses power or is full or read-only, without any privilege: a preloaded
 * library between the desk and the C library. Needs Linux and a C compiler.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const SOURCE = join(import.meta.dirname, 'shadow-disk.c');
const COMPILERS = ['cc', 'gcc', 'clang'];

export interface ShadowDisk {
  /** Variables for the desk's environment. */
  env: Record<string, string>;
  /** Marks the present content as synced. */
  sync(): void;
  /** Resets the folder to what was synced; every writer must be dead. */
  cutPower(): void;
  be(state: 'well' | 'full' | 'read-only'): void;
}

function runs(program: string): boolean {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    // Missing and not executable are treated alike.
    return false;
  }
}

function compiler(): string | undefined {
  return COMPILERS.find(runs);
}

/** Why this machine can't simulate such a disk; `null` where it can. */
export function whyNoShadowDisk(): string | null {
  if (process.platform !== 'linux') return 'needs Linux';
  return compiler() === undefined ? 'needs a C compiler: gcc and libc6-dev' : null;
}

/** Files that survive a power cut: the shared memory beside a WAL does not. */
function filesOf(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('-shm'))
    .map((entry) => entry.name);
}

function replaceFiles(from: string, to: string): void {
  rmSync(to, { recursive: true, force: true });
  mkdirSync(to, { recursive: true });
  for (const name of filesOf(from)) copyFileSync(join(from, name), join(to, name));
}

/**
 * Installs the library for a folder.
 * @param folder the desk's data folder, which exists
 * @param workDir where the library and the shadow are kept; the caller removes it
 * @throws Error where the library doesn't compile
 */
export function makeShadowDisk(folder: string, workDir: string): ShadowDisk {
  const program = compiler();
  if (program === undefined) throw new Error('There is no C compiler');
  const watched = realpathSync(folder);
  const library = join(workDir, 'shadow-disk.so');
  const shadow = join(workDir, 'shadow');
  const state = join(workDir, 'disk-state');
  const flags = ['-shared', '-fPIC', '-O1', '-Wall', '-Werror', '-o', library, SOURCE, '-ldl'];
  execFileSync(program, flags, { stdio: ['ignore', 'inherit', 'inherit'] });
  mkdirSync(shadow, { recursive: true });
  writeFileSync(state, 'well');
  return {
    env: {
      LD_PRELOAD: library,
      DISK_FOLDER: watched,
      DISK_SHADOW: shadow,
      DISK_STATE: state,
    },
    sync: () => replaceFiles(watched, shadow),
    cutPower: () => replaceFiles(shadow, watched),
    be: (word) => writeFileSync(state, word),
  };
}
