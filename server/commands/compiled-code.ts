/**
 * Compiles files with esbuild, without comments, types and white space, and lists their imports.
 * The hash changes with the program, not with a comment or formatting. Packages are left out,
 * because the lock file records them.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { build, type BuildOptions } from 'esbuild';

export interface CompiledFile {
  text: string;
  /** Paths from the project's folder, without packages. */
  imports: readonly string[];
}

/** By path from the project's folder, with `/` on every system. */
export type CompiledCode = ReadonlyMap<string, CompiledFile>;

const COMPILED = ['.ts', '.tsx', '.js', '.mjs', '.cjs', '.css', '.json'];
const OUTDIR = 'compiled';

const options = (root: string) =>
  ({
    absWorkingDir: root,
    outdir: OUTDIR,
    outbase: '.',
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'esnext',
    legalComments: 'none',
    logLevel: 'silent',
  }) satisfies BuildOptions;

/** An import may end with a query, such as `icon.svg?url`. */
const withoutQuery = (path: string) => path.split('?', 1).join();

const isCompiled = (file: string) => COMPILED.includes(extname(file));

/** All files reached from the entries, with the imports of each. */
async function readGraph(
  root: string,
  entries: readonly string[],
): Promise<Map<string, readonly string[]>> {
  const { metafile } = await build({
    ...options(root),
    entryPoints: entries.map((file) => `./${file}`),
    entryNames: '[dir]/[name][ext]',
    bundle: true,
    splitting: true,
    packages: 'external',
    metafile: true,
    loader: { '.svg': 'file', '.woff2': 'file' },
  });
  return new Map(
    Object.entries(metafile.inputs).map(([file, { imports }]) => [
      withoutQuery(file),
      imports.filter(({ external }) => external !== true).map(({ path }) => withoutQuery(path)),
    ]),
  );
}

async function compileEach(root: string, files: readonly string[]): Promise<Map<string, string>> {
  const { outputFiles } = await build({
    ...options(root),
    // Output names keep the extension, so that a.ts and a.tsx differ.
    entryPoints: files.map((file) => ({ in: `./${file}`, out: file })),
    minifyWhitespace: true,
    loader: { '.module.css': 'css' },
  });
  const texts = new Map(
    outputFiles.map(({ path, text }) => [path.replaceAll('\\', '/'), text] as const),
  );
  const folder = join(root, OUTDIR).replaceAll('\\', '/');
  return new Map(
    files.map((file) => {
      const text = texts.get(`${folder}/${file}.${extname(file) === '.css' ? 'css' : 'js'}`);
      if (text === undefined) throw new Error(`${file} was not compiled`);
      return [file, text];
    }),
  );
}

/**
 * Compiles the entries and all their imports. Files that are not code, such as a page or a picture,
 * count by content.
 * @param root the project's folder
 * @param entries paths from there
 * @throws Error when a file is missing or does not compile
 */
export async function compileCode(root: string, entries: readonly string[]): Promise<CompiledCode> {
  const graph = await readGraph(root, entries.filter(isCompiled));
  const files = [...new Set([...entries, ...graph.keys()])].sort();
  const compiled = await compileEach(root, files.filter(isCompiled));
  return new Map(
    files.map((file) => {
      const text = compiled.get(file) ?? readFileSync(join(root, file), 'latin1');
      return [file, { text: text.replaceAll('\r\n', '\n'), imports: graph.get(file) ?? [] }];
    }),
  );
}

/**
 * The files reached from the entries by imports, sorted.
 * @param isInside files for which it is `false` are left out, with what only they import
 */
export function reachedFrom(
  code: CompiledCode,
  entries: readonly string[],
  isInside: (file: string) => boolean = () => true,
): string[] {
  const reached = new Set<string>();
  const waiting = [...entries];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (reached.has(file)) continue;
    reached.add(file);
    waiting.push(...(code.get(file)?.imports ?? []).filter(isInside));
  }
  return [...reached].sort();
}

/** 16 hexadecimal digits over the paths and compiled texts of the files, in the given order. */
export function hashCode(code: CompiledCode, files: readonly string[]): string {
  const hash = createHash('sha256');
  for (const file of files) {
    const text = code.get(file)?.text ?? '';
    hash.update(`${file}\0${String(text.length)}\0${text}`);
  }
  return hash.digest('hex').slice(0, 16);
}
