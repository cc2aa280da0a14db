/**
 * A proof's fingerprint: of the code of its tests and of everything that these start, build or
 * plant faults in, of the packages, and of Node. It is kept in parts, so that a report can say
 * which of them changed.
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
import { moneyFolders, proofTests, type ProofPlan } from './plan.ts';

/** A hash of each part, by its name. */
export type Parts = Readonly<Record<string, string>>;

/** What a test of a built desk runs, or shows, without naming it in its code. */
const BUILT = ['test/e2e/build-first.ts', 'client/index.html'];
const RESULTS = 'test/results';
/**
 * How tests are run and the client is built, and which files decide about money; counts without
 * what it imports.
 */
const SETTINGS = 'vite.config.ts';

const MIGRATIONS = 'server/storage/migrations/';

/** The name of another file in code, as what starts a program or bundles one writes it. */
const FILE_NAME = /["'`]((?:\.{0,2}\/)*[\w@-][\w@./-]*\.(?:[cm]?[jt]sx?|c|css|html|svg))["'`]/g;
const OURS = /^(?:client|docs|server|shared|test)\//;

/** Node's major version, as proofs are kept by it. */
export const node = `node${process.versions.node.split('.')[0] ?? ''}`;

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

/** The files whose names stand in a file's code, from the project's folder or from beside it. */
function namedIn(root: string, file: string, text: string): string[] {
  return [...text.matchAll(FILE_NAME)].flatMap(([, name = '']) =>
    [posix.normalize(name), posix.join(posix.dirname(file), name)].filter(
      (path) => OURS.test(path) && isFile(join(root, path)),
    ),
  );
}

/** Compiles the entries, whatever their code names, whatever that names, and so on. */
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

/** Each migration by itself, the server by its folders, the rest as a whole. */
function partOf(file: string): string {
  if (file.startsWith(MIGRATIONS)) return file;
  const [top = '', folder = '', deeper] = file.split('/');
  return top === 'server' && deeper !== undefined ? `${top}/${folder}` : top;
}

/** What is installed. The entry without a name is the project itself, with its version. */
function hashPackages(root: string): string {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, unknown>;
  };
  const installed = Object.entries(lock.packages).filter(([path]) => path !== '');
  return createHash('sha256').update(JSON.stringify(installed)).digest('hex').slice(0, 16);
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

/** What 신뢰 shows. */
function resultsIn(root: string): string[] {
  const names = readdirSync(join(root, RESULTS)).filter((name) => name.endsWith('.json'));
  return names.map((name) => `${RESULTS}/${name}`);
}

function entriesOf(root: string, { tests, reads = [], script, built }: ProofPlan): string[] {
  const run = script === undefined ? [] : [script, ...moneyTests(root)];
  return [
    SETTINGS,
    ...tests,
    ...reads,
    ...run,
    ...(built === true ? [...BUILT, ...resultsIn(root)] : []),
  ];
}

function partsOf(
  plan: ProofPlan,
  entries: readonly string[],
  code: CompiledCode,
  packages: string,
): Parts {
  const files = reachedFrom(code, entries);
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
  return Object.fromEntries(
    [
      ...parts,
      ...Object.entries(plan.env ?? {}).map(
        ([name, value]) => [`environment: ${name}`, value] as const,
      ),
      ['packages', packages] as const,
      ['node', node] as const,
    ].sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/**
 * The fingerprint of each of the proofs as the sources are now, by the proof's name.
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
  const packages = hashPackages(root);
  return new Map(
    [...entries].map(([plan, own]) => [plan.name, partsOf(plan, own, code, packages)]),
  );
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
