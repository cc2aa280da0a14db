/** Ways to make the disk under a running desk refuse writes, and accept them again. */
import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmdirSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeShadowDisk, whyNoShadowDisk } from './shadow-disk.ts';

/** A disk that can be broken while the desk runs. */
export interface BreakableDisk {
  env: Record<string, string>;
  /** @param pid of the desk */
  break(pid: number): void;
  mend(pid: number): void;
  /** Cleans up; the desk is dead. */
  remove(): void;
}

export interface DiskTrouble {
  name: string;
  /** Why this machine can't do it; `null` where it can. */
  whyNot(): string | null;
  /** @param dataDir exists and is empty @param workDir for other files */
  prepare(dataDir: string, workDir: string): BreakableDisk;
}

/** Runs a system program. @throws Error where it fails or is missing */
function run(program: string, args: readonly string[]): void {
  execFileSync(program, args, { stdio: 'ignore' });
}

function succeeds(program: string, args: readonly string[]): boolean {
  try {
    run(program, args);
    return true;
  } catch {
    // Missing and not permitted are treated alike.
    return false;
  }
}

function limitFileSize(pid: number, softLimit: string): void {
  run('prlimit', ['--pid', String(pid), `--fsize=${softLimit}:`]);
}

/** A kernel limit on file size; needs no privilege for one's own processes. */
const noWrites: DiskTrouble = {
  name: 'no file can be written (a limit of the kernel)',
  whyNot: () => {
    if (process.platform !== 'linux') return 'needs Linux';
    return succeeds('prlimit', ['--version']) ? null : 'needs prlimit of util-linux';
  },
  prepare: () => ({
    env: {},
    break: (pid) => limitFileSize(pid, '0'),
    mend: (pid) => limitFileSize(pid, 'unlimited'),
    remove: () => undefined,
  }),
};

function shadowed(name: string, state: 'full' | 'read-only'): DiskTrouble {
  return {
    name,
    whyNot: whyNoShadowDisk,
    prepare: (dataDir, workDir) => {
      const disk = makeShadowDisk(dataDir, workDir);
      return {
        env: disk.env,
        break: () => disk.be(state),
        mend: () => disk.be('well'),
        remove: () => undefined,
      };
    },
  };
}

const SMALL_DISK = ['-t', 'tmpfs', '-o', 'size=16m', 'tmpfs'];

function canMount(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  // Even root may lack the right inside a container, which only a try can tell.
  const place = mkdtempSync(join(tmpdir(), 'changgu-mount-'));
  try {
    return succeeds('mount', [...SMALL_DISK, place]) && succeeds('umount', [place]);
  } finally {
    rmdirSync(place);
  }
}

/** Writes until the disk is full. */
function fill(file: string): void {
  const ballast = openSync(file, 'w');
  const block = Buffer.alloc(4096, 1);
  try {
    for (;;) writeSync(ballast, block);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
  } finally {
    closeSync(ballast);
  }
}

/** A real file system of 16 MB, filled up by another file. */
const fullFileSystem: DiskTrouble = {
  name: 'a small file system is full',
  whyNot: () => (canMount() ? null : 'needs the right to mount a file system'),
  prepare: (dataDir) => {
    run('mount', [...SMALL_DISK, dataDir]);
    const ballast = join(dataDir, 'ballast');
    return {
      env: {},
      break: () => fill(ballast),
      mend: () => rmSync(ballast),
      remove: () => run('umount', [dataDir]),
    };
  },
};

export const diskTroubles: readonly DiskTrouble[] = [
  noWrites,
  shadowed('the disk is full (ENOSPC)', 'full'),
  shadowed('the file system is read-only (EROFS)', 'read-only'),
  fullFileSystem,
];
