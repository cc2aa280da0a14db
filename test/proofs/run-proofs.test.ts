/** The runner, with programs in place of proofs that write a report as vitest does. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { node } from './fingerprint.ts';
import { readGreen } from './green.ts';
import type { ProofPlan } from './plan.ts';
import type { Tally } from '../repo/tally.ts';
import { beginProof, runProofs } from './run-proofs.ts';

let root: string;
beforeEach(() => {
  vi.stubEnv('CHROMIUM_PATH', undefined);
  root = mkdtempSync(join(tmpdir(), 'changgu-runner-'));
  mkdirSync(join(root, 'test/proofs'), { recursive: true });
  mkdirSync(join(root, 'node_modules'));
  writeFileSync(join(root, 'vite.config.ts'), 'export default {};\n');
  writeFileSync(join(root, 'package.json'), '{}');
  writeFileSync(join(root, 'tsconfig.json'), '{}');
  plantLock('1.0.0');
  plantInstalled(undici('1.0.0'));
  plantTest('one', 'export const size = 1;\n');
  plantTest('two', 'export const size = 1;\n');
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(root, { recursive: true });
});

function plantLock(version: string): void {
  const packages = {
    '': { version: '0.1.0' },
    'node_modules/undici': { version },
    'node_modules/fsevents': { version, optional: true },
  };
  writeFileSync(join(root, 'package-lock.json'), JSON.stringify({ packages }));
}

/** npm's record of the installed packages. */
type Installed = Record<string, { version: string; integrity?: string }>;
const INSTALLED = 'node_modules/.package-lock.json';

function plantInstalled(packages: Installed): void {
  writeFileSync(join(root, INSTALLED), JSON.stringify({ packages }));
}

const undici = (version: string): Installed => ({ 'node_modules/undici': { version } });

function plantTest(name: string, text: string): void {
  writeFileSync(join(root, `test/${name}.test.ts`), text);
}

const plan = (name: string): ProofPlan => ({
  name,
  size: 'small',
  tests: [`test/${name}.test.ts`],
});
const one = plan('one');
const two = plan('two');

/** Starts a program that writes these counts, or no report for `null`, and exits accordingly. */
const GREEN = { passed: 3, failed: 0, skipped: 0 };
interface Ending {
  report: Tally | null;
  code?: number;
  /** Additional code of the program. */
  does?: string;
}

async function run(
  plans: readonly ProofPlan[],
  ends: Record<string, Ending>,
  all = false,
): Promise<{ counts: Tally; said: string[]; ran: string[] }> {
  const said: string[] = [];
  const ran: string[] = [];
  const counts = await runProofs(plans, {
    root,
    all,
    say: (line) => said.push(line),
    commandOf: ({ name }) => {
      ran.push(name);
      const { report, code = 0, does = '' } = ends[name] ?? { report: GREEN };
      const { passed, failed, skipped } = report ?? GREEN;
      const text = JSON.stringify({
        numPassedTests: passed,
        numFailedTests: failed,
        numPendingTests: skipped,
        testResults: [],
      });
      const write = `require('fs').writeFileSync('.cache/proofs/${name}.json', '${text}');`;
      const program = `${report === null ? '' : write} ${does}; process.exitCode = ${code};`;
      return [process.execPath, '-e', program];
    },
  });
  return { counts, said, ran };
}

const isGreen = (name: string) => readGreen(root, name, node) !== undefined;

describe('a proof', () => {
  it('that is green is skipped the next time, and its tests are counted as skipped', async () => {
    const first = await run([one, two], {});
    expect(first.ran.toSorted()).toEqual(['one', 'two']);
    expect(first.counts).toEqual({ passed: 6, failed: 0, skipped: 0 });
    const again = await run([one, two], {});
    expect(again.ran).toEqual([]);
    expect(again.counts).toEqual({ passed: 0, failed: 0, skipped: 6 });
    const at = readGreen(root, 'one', node)?.at ?? '';
    expect(again.said[0]).toMatch(new RegExp(`^one +skipped: 3 passed at ${at}$`));
  });

  it.each<[string, Ending]>([
    ['with a failed test', { report: { passed: 2, failed: 1, skipped: 0 }, code: 1 }],
    ['that ends with 1 though no test failed', { report: GREEN, code: 1 }],
    ['that leaves no report', { report: null }],
    ['that runs nothing', { report: { passed: 0, failed: 0, skipped: 0 } }],
    ['that is killed', { report: GREEN, does: 'process.kill(process.pid, "SIGKILL")' }],
  ])('%s is failed, is not green, and its output is shown', async (_what, end) => {
    const does = `console.log('why it failed'); ${end.does ?? ''}`;
    const { counts, said } = await run([one, two], { one: { ...end, does } });
    expect(counts.failed).toBe(1);
    expect([isGreen('one'), isGreen('two')]).toEqual([false, true]);
    expect(said.join('\n')).toMatch(/^one +\d passed, 1 failed in \d+ s: FAILED$/m);
    expect(said).toContainEqual(expect.stringContaining('why it failed'));
    expect((await run([one], {})).ran).toEqual(['one']);
  });

  it('that is red is green no longer, also where nothing changed', async () => {
    await run([one], {});
    await run([one], { one: { report: null } }, true);
    expect(isGreen('one')).toBe(false);
  });

  it('that skipped something is passed, and not kept', async () => {
    const { counts, said } = await run([one], { one: { report: { ...GREEN, skipped: 2 } } });
    expect(counts).toEqual({ passed: 3, failed: 0, skipped: 2 });
    expect(said.at(-1)).toContain('not kept, for it left something out');
    expect(isGreen('one')).toBe(false);
  });

  it('whose code changes while it runs is not kept', async () => {
    const does = `require('fs').writeFileSync('test/one.test.ts', 'export const size = 2;')`;
    const { said } = await run([one], { one: { report: GREEN, does } });
    expect(said.at(-1)).toContain('not kept, for test changed');
    expect(isGreen('one')).toBe(false);
  });
});

describe('a green run is not kept', () => {
  it.each<[string, string, Installed | null]>([
    ['in another version', 'undici', undici('1.0.1')],
    [
      'with other content',
      'undici',
      { 'node_modules/undici': { version: '1.0.0', integrity: 'x' } },
    ],
    ['not at all', 'undici', {}],
    ['and not locked', 'stray', { ...undici('1.0.0'), 'node_modules/stray': { version: '7.0.0' } }],
    ['by something that is not npm', 'undici', null],
  ])('where a package is installed %s', async (_how, name, installed) => {
    await run([one], {});
    const kept = readGreen(root, 'one', node);
    if (installed === null) rmSync(join(root, INSTALLED));
    else plantInstalled(installed);
    // Green runs are of the locked packages, so they are no reason to skip it.
    const { said, ran } = await run([one], {});
    expect(ran).toEqual(['one']);
    expect(said[0]).toContain('(changed: node_modules unlike package-lock.json (new))');
    const why = `not kept, for node_modules is not what package-lock.json says: node_modules/${name}`;
    expect(said.at(-1)).toMatch(new RegExp(`${why}$`));
    expect(await (await beginProof(root, two))()).toContain(`node_modules/${name}`);
    expect(readGreen(root, 'one', node)).toEqual(kept);
    expect(isGreen('two')).toBe(false);
    plantInstalled(undici('1.0.0'));
    expect((await run([one], {})).ran).toEqual([]);
  });

  it('where it opened pages in a browser that CHROMIUM_PATH chose', async () => {
    mkdirSync(join(root, 'test/support'));
    writeFileSync(join(root, 'test/support/chromium.ts'), 'export const browser = 1;\n');
    plantTest('one', "import { browser } from './support/chromium.ts';\nconsole.log(browser);\n");
    await run([one], {});
    vi.stubEnv('CHROMIUM_PATH', '/usr/bin/another');
    const { said, ran } = await run([one, two], {});
    expect(ran.toSorted()).toEqual(['one', 'two']);
    expect(said[0]).toContain('(changed: CHROMIUM_PATH (new))');
    expect(said).toContainEqual(
      expect.stringMatching(/^one .*: not kept, for CHROMIUM_PATH chose/),
    );
    expect(isGreen('two')).toBe(true);
    // A red one in that browser does not affect the green one.
    await run([one], { one: { report: null } });
    vi.stubEnv('CHROMIUM_PATH', undefined);
    expect((await run([one], {})).ran).toEqual([]);
  });
});

describe('a proof that another command covers as well', () => {
  it('is skipped afterwards', async () => {
    await (
      await beginProof(root, one)
    )();
    const { ran, counts } = await run([one], {});
    expect([ran, counts]).toEqual([[], { passed: 0, failed: 0, skipped: 1 }]);
  });

  it('is not skipped where something changed meanwhile', async () => {
    const keep = await beginProof(root, one);
    plantTest('one', 'export const size = 2;\n');
    await keep();
    expect((await run([one], {})).ran).toEqual(['one']);
  });
});

describe('the report', () => {
  it('names what changed', async () => {
    await run([one, two], {});
    plantTest('one', 'export const size = 2;\n');
    const { said, ran } = await run([one, two], {});
    expect(said[0]).toMatch(/^one +runs: small \(changed: test\)$/);
    expect(ran).toEqual(['one']);
    plantLock('2.0.0');
    plantInstalled(undici('2.0.0'));
    expect((await run([two], {})).said[0]).toMatch(/\(changed: packages\)$/);
  });

  it('runs green proofs only on request', async () => {
    await run([one], {});
    const { said, ran } = await run([one], {}, true);
    expect(ran).toEqual(['one']);
    expect(said[0]).toMatch(/\(asked for\)$/);
  });

  it('keeps a run of another Node version beside this one’s', async () => {
    await run([one], {});
    const file = join(root, 'test/proofs/green.json');
    const kept = readFileSync(file, 'utf8');
    writeFileSync(file, kept.replace(`"${node}":`, '"node8":'));
    const { said } = await run([one], {});
    expect(said[0]).toContain(`no green run on ${node} is kept`);
    expect(Object.keys(JSON.parse(readFileSync(file, 'utf8')).one)).toEqual(['node8', node]);
  });
});
