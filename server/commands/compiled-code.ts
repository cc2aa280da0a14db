/**
 * Code as it runs: each file compiled by esbuild, without comments, types and blanks, and the
 * files that it imports. Its hash changes with the program, not with a reworded comment or a
 * moved line break. Packages are left out: the lock file records them.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { build, type BuildOptions } from 'esbuild';

export interface CompiledFile {
  text: string;
  /** From the project's folder; packages are left out. */
  imports: readonly string[];
}

/** By the file's path from the project's folder, with `/` on every system. */
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

/** An import may say after its path what it wants of the file, such as `icon.svg?url`. */
const withoutQuery = (path: string) => path.split('?', 1).join();

const isCompiled = (file: string) => COMPILED.includes(extname(file));

/** The files that the entries are made of, each with those that it imports. */
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
      imports.filter((one) => one.external !== true).map(({ path }) => withoutQuery(path)),
    ]),
  );
}

async function compileEach(root: string, files: readonly string[]): Promise<Map<string, string>> {
  const { outputFiles } = await build({
    ...options(root),
    // Named after the whole file, so that a.ts and a.tsx are told apart.
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
 * Compiles the entries and everything that they import. A file that is no code, such as a page or
 * a picture, counts by its content.
 * @param root the project's folder
 * @param entries from there
 * @throws Error where a file is missing or does not compile
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
 * The files that are reached from the entries by imports, sorted.
 * @param isInside files that are not are left out, with whatever only they import
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

/** 16 hexadecimal digits over the files' paths and compiled texts, in the order given. */
export function hashCode(code: CompiledCode, files: readonly string[]): string {
  const hash = createHash('sha256');
  for (const file of files) {
    const text = code.get(file)?.text ?? '';
    hash.update(`${file}\0${String(text.length)}\0${text}`);
  }
  return hash.digest('hex').slice(0, 16);
}
