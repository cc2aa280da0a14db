/**
 * `npm run build`: the client to dist/client, what draws the first frame to dist/page, the server
 * bundle to dist/server, and the proofs of its money engine to dist/trust.json. With `--if-stale`
 * it only builds when a source or a proof's result has changed since the last build.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { RESULTS_FOLDER } from '../trust/proof-results.ts';
import { collectTrust } from './collect-trust.ts';

const ROOT = join(import.meta.dirname, '../..');
const STAMP = join(ROOT, 'dist/stamp.json');
const TRUST = join(ROOT, 'dist/trust.json');
const SOURCES = ['client', 'server', 'shared', RESULTS_FOLDER];
const SOURCE_FILES = ['package.json', 'package-lock.json', 'tsconfig.json', 'vite.config.ts'];
const RESULTS = [
  ...['dist/client/index.html', 'dist/page/first-page.js', 'dist/server/main.js'].map((file) =>
    join(ROOT, file),
  ),
  TRUST,
];

/** Hashes contents, not times, so a fresh clone or checkout changes nothing. */
async function hashSources(): Promise<string> {
  // The results' folder is missing until something was proved.
  const folders = SOURCES.filter((folder) => existsSync(join(ROOT, folder)));
  const found = folders.map(async (folder) => {
    const entries = await readdir(join(ROOT, folder), { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map((e) => join(e.parentPath, e.name));
  });
  const files = [
    ...(await Promise.all(found)).flat(),
    ...SOURCE_FILES.map((name) => join(ROOT, name)),
  ].sort();
  const contents = await Promise.all(files.map((file) => readFile(file)));
  const hash = createHash('sha256');
  for (const [index, file] of files.entries()) {
    const content = contents[index] ?? Buffer.alloc(0);
    hash.update(`${file.slice(ROOT.length)}\0${content.length}\0`);
    hash.update(content);
  }
  return hash.digest('hex');
}

async function isFresh(hash: string): Promise<boolean> {
  if (!RESULTS.every((path) => existsSync(path))) return false;
  try {
    const stamp = JSON.parse(await readFile(STAMP, 'utf8')) as { hash?: unknown };
    return stamp.hash === hash;
  } catch {
    // No stamp or half of one: that build was not finished.
    return false;
  }
}

/** @param hash of all sources */
async function buildClient(hash: string): Promise<void> {
  const vite = await import('vite');
  const given = { configFile: join(ROOT, 'vite.config.ts'), logLevel: 'warn' } as const;
  await vite.build(given);
  await vite.build({ ...given, build: { ssr: 'first-page.tsx' } });
  await Promise.all([packAssets(), buildServiceWorker(hash)]);
}

/** Its name stays, because a browser asks for it by that; so it is no part of the other build. */
async function buildServiceWorker(hash: string): Promise<void> {
  const esbuild = await import('esbuild');
  await esbuild.build({
    absWorkingDir: ROOT,
    entryPoints: ['./client/service-worker.ts'],
    outfile: 'dist/client/service-worker.js',
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2023',
    define: { BUILD: JSON.stringify(hash.slice(0, 16)) },
    logLevel: 'warning',
  });
}

/** Files sent compressed; fonts are compressed already. */
const PACKABLE = /\.(?:js|css|svg)$/;

/** Writes a compressed copy beside each file; see server/http/client-pages.ts. */
async function packAssets(): Promise<void> {
  const dir = join(ROOT, 'dist/client/assets');
  const names = (await readdir(dir)).filter((name) => PACKABLE.test(name));
  const pack = async (name: string) => {
    const plain = await readFile(join(dir, name));
    const packed = {
      br: await promisify(brotliCompress)(plain, {
        params: { [constants.BROTLI_PARAM_SIZE_HINT]: plain.length },
      }),
      gz: await promisify(gzip)(plain, { level: constants.Z_BEST_COMPRESSION }),
    };
    for (const [ending, content] of Object.entries(packed)) {
      // Compression makes some small files larger.
      if (content.length >= plain.length) continue;
      await writeFile(join(dir, `${name}.${ending}`), content);
    }
  };
  await Promise.all(names.map(pack));
}

async function buildServer(): Promise<void> {
  const esbuild = await import('esbuild');
  await rm(join(ROOT, 'dist/server'), { recursive: true, force: true });
  await esbuild.build({
    absWorkingDir: ROOT,
    entryPoints: {
      main: './server/main.ts',
      'slow-reads-thread': './server/storage/slow-reads/slow-reads-thread.ts',
      'postgres-thread': './server/storage/postgres/postgres-thread.ts',
    },
    outdir: 'dist/server',
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    sourcemap: true,
    logLevel: 'warning',
  });
}

/**
 * Builds both parts into dist/.
 * @returns whether anything had to be built
 * @throws when a source does not compile or a result is unreadable; dist/ then counts as stale
 */
export async function build(options: { ifStale?: boolean } = {}): Promise<boolean> {
  const hash = await hashSources();
  if (options.ifStale === true && (await isFresh(hash))) return false;
  await mkdir(join(ROOT, 'dist'), { recursive: true });
  // Delete first, so that a failed build leaves nothing that looks complete.
  for (const path of [STAMP, ...RESULTS]) await rm(path, { force: true });
  const trust = await collectTrust(ROOT);
  await Promise.all([buildClient(hash), buildServer()]);
  await writeFile(TRUST, `${JSON.stringify(trust)}\n`);
  await writeFile(STAMP, `${JSON.stringify({ hash })}\n`);
  return true;
}

async function main(): Promise<void> {
  const startedMs = performance.now();
  const built = await build({ ifStale: process.argv.includes('--if-stale') });
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  console.log(built ? `Built in ${seconds} s` : 'The build is up to date');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main();
