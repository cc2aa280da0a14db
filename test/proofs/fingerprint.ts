/**
 * A proof's fingerprint: a hash of its tests' code and of everything that they start, build or
 * plant faults in, of the packages, of the compiler's options, and of Node's version. It is kept in
 * parts, so that a report can say which of them changed.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, posix } from 'node:path';
import {
  compileCode,
  hashCode,
  reachedFrom,
  type CompiledCode,
  type CompiledFile,
} from '../../server/commands/compiled-code.ts';
import { differingPackages, readPackages } from './installed-packages.ts';
import { moneyFolders, proofTests, type ProofPlan } from './plan.ts';

/** A hash of each part, by its name. */
export type Parts = Readonly<Record<string, string>>;

/** What a test of the built desk runs, or shows, without naming it in its code. */
const BUILT = ['test/e2e/build-first.ts', 'client/index.html'];
const RESULTS = 'test/results';
/**
 * How tests are run and the client is built, and which files decide about money; counts without its
 * imports.
 */
const SETTINGS = 'vite.config.ts';

const MIGRATIONS = 'server/storage/migrations/';

/** A quoted file name in code, as used to start, bundle or read a file. */
const FILE_NAME = /["'`]((?:\.{0,2}\/)*[\w@-][\w@./-]*\.\w+)["'`]/g;
const OURS = /^(?:client|docs|server|shared|test)\//;

/** A proof that imports it opens pages in a browser. */
const BROWSER = 'test/support/chromium.ts';
/** A part of those proofs alone, and only where the variable is set. */
const CHOSEN_BROWSER = 'CHROMIUM_PATH';
/** A part only where the packages differ. */
const OTHER_PACKAGES = 'node_modules unlike package-lock.json';

/** The record of green runs, relative to the project's folder. */
export const GREEN_FILE = 'test/proofs/green.json';

/** Node's major version, by which green runs are kept. */
export const node = `node${process.versions.node.split('.')[0] ?? ''}`;

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

/** The files that are named in a file's code, relative to the project's folder or to the file. */
function namedIn(root: string, file: string, text: string): string[] {
  return [...text.matchAll(FILE_NAME)].flatMap(([, name = '']) =>
    [posix.normalize(name), posix.join(posix.dirname(file), name)].filter(
      (path) => OURS.test(path) && isFile(join(root, path)),
    ),
  );
}

/** Compiles the entries and, recursively, every file that they name. */
async function compileAll(root: string, entries: readonly string[]): Promise<CompiledCode> {
  const code = new Map<string, CompiledFile>();
  let waiting = [...entries];
  while (waiting.length > 0) {
    const found = new Set<string>();
    for (const [file, { text, imports }] of await compileCode(root, waiting)) {
      const isSettings = file === SETTINGS;
      const named = isSettings ? [] : namedIn(root, file, text);
      code.set(file, { text, imports: isSettings ? [] : [...imports, ...named] });
      for (const one of named) found.add(one);
    }
    waiting = [...found].filter((file) => !code.has(file));
  }
  return code;
}

/** One part for each migration, for each folder of the server, and for each other top folder. */
function partOf(file: string): string {
  if (file.startsWith(MIGRATIONS)) return file;
  const [top = '', folder = '', deeper] = file.split('/');
  return top === 'server' && deeper !== undefined ? `${top}/${folder}` : top;
}

function hashJson(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16);
}

function readJson(root: string, name: string): unknown {
  return JSON.parse(readFileSync(join(root, name), 'utf8'));
}

/** The parts that all proofs share. */
function commonParts(root: string): Parts {
  const { type, imports, sideEffects } = readJson(root, 'package.json') as Record<string, unknown>;
  const others = differingPackages(root);
  const more = others.length > 1 ? `, and ${others.length - 1} more` : '';
  return {
    node,
    packages: hashJson(Object.entries(readPackages(root, 'package-lock.json'))),
    // How its files are loaded and bundled; the rest is names, commands and the lock's packages.
    'package.json': hashJson({ type, imports, sideEffects }),
    'tsconfig.json': hashJson(readJson(root, 'tsconfig.json')),
    ...(others.length > 0 && { [OTHER_PACKAGES]: `${others[0] ?? ''}${more}` }),
  };
}

/** The tests of the project `money`, which the script of a proof runs. */
function moneyTests(root: string): string[] {
  return moneyFolders
    .flatMap((folder) =>
      readdirSync(join(root, 'test', folder), { recursive: true, encoding: 'utf8' }).map(
        (name) => `test/${folder}/${name.replaceAll('\\', '/')}`,
      ),
    )
    .filter((file) => file.endsWith('.test.ts'))
    .filter((file) => !Object.values(proofTests).flat().includes(file));
}

/** A file, or all code of a folder. */
function codeOf(root: string, path: string): string[] {
  if (statSync(join(root, path), { throwIfNoEntry: false })?.isDirectory() !== true) return [path];
  return readdirSync(join(root, path), { recursive: true, encoding: 'utf8' })
    .map((name) => `${path}/${name.replaceAll('\\', '/')}`)
    .filter((file) => /\.tsx?$/.test(file));
}

/** The results that the page 신뢰 shows. */
function resultsIn(root: string): string[] {
  const names = readdirSync(join(root, RESULTS)).filter((name) => name.endsWith('.json'));
  return names.map((name) => `${RESULTS}/${name}`);
}

function entriesOf(root: string, { tests, reads = [], script, built }: ProofPlan): string[] {
  const run = script === undefined ? [] : [script, ...moneyTests(root)];
  return [
    SETTINGS,
    ...tests,
    ...reads.flatMap((path) => codeOf(root, path)),
    ...run,
    ...(built === true ? [...BUILT, ...resultsIn(root)] : []),
  ];
}

function partsOf(
  plan: ProofPlan,
  entries: readonly string[],
  code: CompiledCode,
  common: Parts,
): Parts {
  // The record of the runs changes with each run, and is no part of any.
  const files = reachedFrom(code, entries).filter((file) => file !== GREEN_FILE);
  const parts = [...new Set(files.map(partOf))].map(
    (part) =>
      [
        part,
        hashCode(
          code,
          files.filter((file) => partOf(file) === part),
        ),
      ] as const,
  );
  const browser = files.includes(BROWSER) ? process.env.CHROMIUM_PATH : undefined;
  return Object.fromEntries(
    [
      ...parts,
      ...Object.entries(plan.env ?? {}).map(
        ([name, value]) => [`environment: ${name}`, value] as const,
      ),
      ...Object.entries(common),
      ...(browser ? [[CHOSEN_BROWSER, browser] as const] : []),
    ].sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/**
 * The fingerprint of each proof from the present sources, by the proof's name.
 * @param root the project's folder
 * @throws Error where a source is missing or does not compile
 */
export async function fingerprintProofs(
  root: string,
  plans: readonly ProofPlan[],
): Promise<ReadonlyMap<string, Parts>> {
  const entries = new Map(plans.map((plan) => [plan, entriesOf(root, plan)]));
  const all = new Set([...entries.values()].flat());
  const code = await compileAll(root, [...all]);
  const common = commonParts(root);
  return new Map([...entries].map(([plan, own]) => [plan.name, partsOf(plan, own, code, common)]));
}

/** Which parts differ, in words; empty where none does. */
export function differingParts(before: Parts, now: Parts): string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(now)])].sort();
  return names.flatMap((name) => {
    if (before[name] === now[name]) return [];
    if (before[name] === undefined) return [`${name} (new)`];
    return [now[name] === undefined ? `${name} (gone)` : name];
  });
}

/** Why a green run with these parts is not kept; `null` where it is. */
export function whyUnkept(parts: Parts): string | null {
  if (parts[CHOSEN_BROWSER] !== undefined) return 'CHROMIUM_PATH chose its browser';
  const others = parts[OTHER_PACKAGES];
  return others === undefined ? null : `node_modules is not what package-lock.json says: ${others}`;
}
