/**
 * A browser for tests: the machine's own where one is installed, else the one inside the npm
 * package `@sparticuz/chromium`, which needs no download and brings the libraries that a bare
 * Debian lacks.
 */
import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { chromium, type Browser } from 'playwright-core';
import { onSlowLine } from './slow-line.ts';

export interface BrowserOnDisk {
  executablePath: string;
  args: string[];
  /** Environment variables that the browser's process needs beside ours. */
  env: Record<string, string>;
}

const INSTALLED = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/opt/google/chrome/chrome',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** `CHROMIUM_PATH` with this value means the packaged browser even where another is installed. */
const PACKAGED = 'sparticuz';

const ROOT = join(import.meta.dirname, '../..');
const CACHE = join(ROOT, '.cache/chromium');
/** The path of the manifest, because the package does not export it. */
const MANIFEST = join(ROOT, 'node_modules/@sparticuz/chromium/package.json');

const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--headless=shell',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  // The shared memory of a container is often 64 MB, less than one page needs.
  '--disable-dev-shm-usage',
];

/** The package unpacks into the folder for temporary files, so it gets its own one. */
const UNPACK = `
  const { default: packaged } = await import('@sparticuz/chromium');
  await packaged.executablePath();
`;

/** Replaces the package's config, which names fixed folders; without a font no text is drawn. */
const FONTS = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir prefix="relative">.</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
</fontconfig>
`;

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    // Missing and not executable are treated alike.
    return false;
  }
}

/** Unpacks to `folder` atomically: several test processes may do this at once. */
async function unpack(folder: string): Promise<void> {
  await mkdir(CACHE, { recursive: true });
  const fresh = await mkdtemp(join(CACHE, 'unpacking-'));
  try {
    await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', UNPACK], {
      cwd: import.meta.dirname,
      // With this variable the package assumes a bare Linux and unpacks its libraries as well.
      env: { ...process.env, TMPDIR: fresh, AWS_LAMBDA_JS_RUNTIME: 'nodejs20.x' },
    });
    await writeFile(join(fresh, 'fonts/fonts.conf'), FONTS);
    await rename(fresh, folder);
  } catch (error) {
    await rm(fresh, { recursive: true, force: true });
    // Another process was faster and unpacked the same files.
    if (!existsSync(folder)) throw error;
  }
}

async function findPackaged(): Promise<BrowserOnDisk> {
  const manifest = JSON.parse(await readFile(MANIFEST, 'utf8')) as { version: string };
  const folder = join(CACHE, manifest.version);
  if (!existsSync(folder)) await unpack(folder);
  return {
    executablePath: join(folder, 'chromium'),
    args: ARGS,
    env: {
      LD_LIBRARY_PATH: join(folder, 'al2023/lib'),
      FONTCONFIG_PATH: join(folder, 'fonts'),
    },
  };
}

/**
 * Finds a browser and how to start it: `CHROMIUM_PATH` first, then the usual paths, then the
 * packaged one, which is unpacked.
 * @throws Error where `CHROMIUM_PATH` names nothing that can be run
 */
export async function findChromium(wish = process.env.CHROMIUM_PATH): Promise<BrowserOnDisk> {
  if (wish === PACKAGED) return findPackaged();
  if (wish !== undefined && wish !== '') {
    if (!isExecutable(wish)) throw new Error(`CHROMIUM_PATH can't be run: ${wish}`);
    return { executablePath: wish, args: ARGS, env: {} };
  }
  const installed = INSTALLED.find(isExecutable);
  if (installed === undefined) return findPackaged();
  return { executablePath: installed, args: ARGS, env: {} };
}

/** Starts a browser; the caller closes it. */
export async function openBrowser(wish?: string): Promise<Browser> {
  const { executablePath, args, env } = await findChromium(wish);
  const browser = await chromium.launch({ executablePath, args, env: { ...process.env, ...env } });
  return process.env['LINE'] === 'slow' ? onSlowLine(browser) : browser;
}
