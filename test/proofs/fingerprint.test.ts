import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { differingParts, fingerprintProofs, type Parts } from './fingerprint.ts';
import { proofPlans, type ProofPlan } from './plan.ts';

const ROOT = join(import.meta.dirname, '../..');
const COPIED = [
  ...['audit.md', 'authorization.md', 'operating.md', 'trust.md', 'verify-audit.mjs'].map(
    (name) => `docs/${name}`,
  ),
  ...['client', 'server', 'shared', 'test'],
  ...['package-lock.json', 'package.json', 'tsconfig.json', 'vite.config.ts'],
  'node_modules/.package-lock.json',
];

/**
 * Proofs without the client's build and without every unit test, which are compiled faster; and
 * without these tests themselves, whose code names files of all of them.
 */
const unbuilt = proofPlans.filter(
  ({ name, built, script }) => built !== true && script === undefined && name !== 'planting',
);
/** Proofs that only compute, and start no desk. */
const PURE = ['model', 'answers', 'tax-series'];
const desks = unbuilt.map(({ name }) => name).filter((name) => !PURE.includes(name));

const roots: string[] = [];
beforeAll(() => {
  vi.stubEnv('CHROMIUM_PATH', undefined);
});
afterAll(() => {
  vi.unstubAllEnvs();
});
afterEach(() => {
  vi.stubEnv('CHROMIUM_PATH', undefined);
  for (const root of roots.splice(0)) rmSync(root, { recursive: true });
});

/** A copy of the project with some files rewritten, by path. */
function copyWith(changes: Record<string, (text: string) => string>): string {
  const root = mkdtempSync(join(tmpdir(), 'changgu-proofs-'));
  roots.push(root);
  for (const name of COPIED) cpSync(join(ROOT, name), join(root, name), { recursive: true });
  for (const [file, change] of Object.entries(changes)) {
    const path = join(root, file);
    const before = readFileSync(path, 'utf8');
    const after = change(before);
    if (after === before) throw new Error(`${file} is as it was`);
    writeFileSync(path, after);
  }
  return root;
}

type Fingerprints = ReadonlyMap<string, Parts>;

/** The changed parts of each proof that has changed. */
async function changedBy(
  before: Fingerprints,
  plans: readonly ProofPlan[],
  root: string,
): Promise<Record<string, string[]>> {
  const after = await fingerprintProofs(root, plans);
  return Object.fromEntries(
    plans
      .map(({ name }) => [name, differingParts(before.get(name) ?? {}, after.get(name) ?? {})])
      .filter(([, parts]) => (parts ?? []).length > 0),
  ) as Record<string, string[]>;
}

const planted = (text: string) => `${text}globalThis.planted = 7;\n`;
const first = (find: RegExp, put: string) => (text: string) => text.replace(find, put);

const LONGEST_MS = 180_000;

describe('a proof that starts a desk', { timeout: LONGEST_MS }, () => {
  let before: Fingerprints;
  beforeAll(async () => {
    before = await fingerprintProofs(ROOT, unbuilt);
  });

  it('runs again after an operator that changed in any folder of it', async () => {
    const changes = {
      'server/bulk-refunds/bulk-runner.ts': first(/ > 0/, ' >= 0'),
      'server/http/check-origin.ts': first(/ === /, ' !== '),
      'server/staff/sessions.ts': first(/ === /, ' !== '),
      'server/sandbox/faults.ts': first(/ === /, ' !== '),
      'server/sqlite.ts': first(/ < FIRST/, ' <= FIRST'),
      'server/storage/slow-reads/slow-reads-thread.ts': planted,
      'test/process/shadow-disk.c': (text: string) => `${text}\n`,
      'test/soak/weather.ts': planted,
      'docs/verify-audit.mjs': first(/ === /, ' !== '),
      'docs/trust.md': (text: string) => `${text}\nAnother word.\n`,
    };
    const changed = await changedBy(before, unbuilt, copyWith(changes));
    const folders = ['bulk-refunds', 'http', 'sandbox', 'staff', 'storage'];
    const parts = ['server', ...folders.map((folder) => `server/${folder}`)];
    // One mutant needs a power cut to be detected, and `npm run simulate` runs mutants.
    const withTest = ['mutants', 'simulation', 'power-cut', 'disk', 'soak', 'measuring'];
    expect(changed).toEqual(
      Object.fromEntries([
        ...desks.map((name) => [name, withTest.includes(name) ? [...parts, 'test'] : parts]),
        // It uses the desk's log, its file and a separate verifier; the other one signs in.
        ['tamperings', ['docs', 'server']],
        // It runs what generates the page of results.
        ['measuring', ['docs', ...parts, 'test']],
        ['sign-in-times', ['server', 'server/http', 'server/staff']],
        // Their code or their subject names pages of docs.
        ['attacks', ['docs', ...parts]],
        ['regexes', ['docs', ...parts]],
        ['model', ['server']],
      ]),
    );
  });

  it('does not after a word in a comment, a type, a blank, or another version', async () => {
    const comment = (text: string) => `/** Another word. */\n${text}type Another = 1;\n\n\n`;
    const files = ['server/desk.ts', 'server/operations/judge.ts', 'test/soak/run-soak.ts'];
    const changes = {
      ...Object.fromEntries(files.map((file) => [file, comment])),
      'package.json': first(/"version": "/, '"version": "7.'),
      'tsconfig.json': (text: string) => `${text}\n`,
    };
    expect(await changedBy(before, unbuilt, copyWith(changes))).toEqual({});
  });

  it('runs again after a new migration, which is named, and after another package', async () => {
    const migration = 'server/storage/migrations/0099-planted.ts';
    const root = copyWith({
      'server/storage/migrate.ts': (text) => `import './migrations/0099-planted.ts';\n${text}`,
      'package-lock.json': first(/("node_modules\/undici": \{\s+"version": ")[^"]+/, '$17.0.0'),
    });
    writeFileSync(join(root, migration), 'globalThis.planted = 7;\n');
    const packages = ['node_modules unlike package-lock.json (new)', 'packages'];
    const parts = [...packages, 'server/storage', `${migration} (new)`];
    expect(await changedBy(before, unbuilt, root)).toEqual({
      ...Object.fromEntries(desks.map((name) => [name, parts])),
      ...Object.fromEntries(PURE.map((name) => [name, packages])),
    });
  });

  it('runs again after another way to compile or to load code', async () => {
    const changes = {
      'package.json': first(/"type"/, '"imports": { "#desk": "./server/desk.ts" }, "type"'),
      'tsconfig.json': first(/"ES2023"/, '"ES2022"'),
    };
    const parts = ['package.json', 'tsconfig.json'];
    expect(await changedBy(before, unbuilt, copyWith(changes))).toEqual(
      Object.fromEntries(unbuilt.map(({ name }) => [name, parts])),
    );
  });

  it('runs again in a browser that is chosen, where it draws pages', async () => {
    vi.stubEnv('CHROMIUM_PATH', '/usr/bin/another');
    const changed = await changedBy(before, unbuilt, ROOT);
    expect(changed).toEqual({ measuring: ['CHROMIUM_PATH (new)'] });
  });
});

describe('a proof in a browser', { timeout: LONGEST_MS }, () => {
  const screens = proofPlans.filter(({ name }) => name === 'screens');

  it('runs again after a change of the client, its styles or how it is built', async () => {
    const before = await fingerprintProofs(ROOT, screens);
    const settings = { 'vite.config.ts': first(/assetsInlineLimit: 0/, 'assetsInlineLimit: 1') };
    const styles = { 'client/ui/check.module.css': first(/\{/, '{ outline: 1px solid;') };
    const code = { 'client/format.ts': first(/ === /, ' !== ') };
    const changed = (changes: Parameters<typeof copyWith>[0]) =>
      changedBy(before, screens, copyWith(changes));
    expect(await changed(styles)).toEqual({ screens: ['client'] });
    const told = { screens: ['client', 'vite.config.ts'] };
    expect(await changed({ ...settings, ...code })).toEqual(told);
  });

  it('runs again after an operator of the server, and what 신뢰 shows, has changed', async () => {
    const built = proofPlans.filter((plan) => plan.built === true);
    const before = await fingerprintProofs(ROOT, built);
    const root = copyWith({
      'server/bulk-refunds/bulk-runner.ts': first(/ > 0/, ' >= 0'),
      'server/http/check-origin.ts': first(/ === /, ' !== '),
      'test/results/kills.json': first(/"seed": "/, '"seed": "other-'),
    });
    vi.stubEnv('CHROMIUM_PATH', '/usr/bin/another');
    const parts = ['server/bulk-refunds', 'server/http', 'test'];
    expect(await changedBy(before, built, root)).toEqual(
      Object.fromEntries(
        // The kills need the client's files, and open no page.
        built.map(({ name }) => [
          name,
          name === 'kills' ? parts : ['CHROMIUM_PATH (new)', ...parts],
        ]),
      ),
    );
  });
});
