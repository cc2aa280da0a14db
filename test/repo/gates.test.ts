import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plantTree, type PlantedTree } from './planted-tree.ts';
import { steps } from './steps.ts';

const DATE_NOW = 'export const nowMs = Date.now();\n';
const ENV = 'export const port = process.env.PORT;\n';
const FETCH = "export const reply = fetch('/api/me');\n";
const CONSOLE = "export function say(): void {\n  console.log('here');\n}\n";

const longFunction = (lines: number) =>
  `export function long(n: number): number {\n${'  n += 1;\n'.repeat(lines)}  return n;\n}\n`;

/** [file, its text, the rule that must report it] */
const OBJECTIONS: [string, string, string][] = [
  ['client/payments/fetches.ts', FETCH, 'changgu(no-fetch)'],
  ['server/payments/fetches.ts', 'export const f = globalThis.fetch;\n', 'changgu(no-fetch)'],
  ['server/commands/fetches.ts', FETCH, 'changgu(no-fetch)'],
  ['server/payments/hands-on.ts', 'export const tools = { fetch };\n', 'changgu(no-fetch)'],
  ['client/payments/beacon.ts', "navigator.sendBeacon('/x');\nexport {};\n", 'changgu(no-fetch)'],
  ['server/payments/environment.ts', ENV, 'changgu(no-env)'],
  ['server/main.ts', ENV, 'changgu(no-env)'],
  ['server/http/environment.ts', 'export const { env } = process;\n', 'changgu(no-env)'],
  ['server/http/process.ts', "export { env } from 'node:process';\n", 'changgu(no-env)'],
  ['server/sandbox/environment.ts', ENV, 'changgu(no-env)'],
  ['server/operations/now.ts', DATE_NOW, 'changgu(no-time)'],
  ['server/operations/date.ts', 'export const now = new Date();\n', 'changgu(no-time)'],
  ['server/operations/date-text.ts', 'export const now = Date();\n', 'changgu(no-time)'],
  ['server/operations/chance.ts', 'export const x = Math.random();\n', 'changgu(no-chance)'],
  ['server/operations/timer.ts', 'export const t = setTimeout(() => 1, 9);\n', 'changgu(no-time)'],
  [
    'server/operations/interval.ts',
    'export const t = setInterval(() => 1, 9);\n',
    'changgu(no-time)',
  ],
  [
    'server/operations/timers.ts',
    "export { setTimeout } from 'node:timers/promises';\n",
    'changgu(no-time)',
  ],
  ['server/payments/a.config.ts', FETCH, 'changgu(no-fetch)'],
  ['server/demo/now.ts', DATE_NOW, 'changgu(no-time)'],
  ['shared/float.ts', "export const x = parseFloat('1.5');\n", 'changgu(no-parse-float)'],
  [
    'client/payments/float.ts',
    "export const x = Number.parseFloat('1.5');\n",
    'changgu(no-parse-float)',
  ],
  ['client/payments/default.ts', 'const x = 1;\nexport default x;\n', 'changgu(no-default-export)'],
  [
    'client/payments/renamed.ts',
    'const x = 1;\nexport { x as default };\n',
    'changgu(no-default-export)',
  ],
  ['shared/enum.ts', 'export enum Color {\n  Red,\n}\n', 'changgu(no-enum)'],
  ['server/payments/says.ts', CONSOLE, 'eslint(no-console)'],
  ['client/payments/says.ts', CONSOLE, 'eslint(no-console)'],
  ['shared/long.ts', longFunction(70), 'eslint(max-lines-per-function)'],
  ['client/payments/long.tsx', longFunction(120), 'eslint(max-lines-per-function)'],
  ['shared/wide.ts', `// ${'x'.repeat(100)}\nexport const x = 1;\n`, 'changgu(short-comments)'],
  [
    'server/payments/floating.ts',
    'async function f(): Promise<void> {\n  await Promise.resolve();\n}\nf();\nexport { f };\n',
    'typescript(no-floating-promises)',
  ],
  [
    'shared/switch.ts',
    "export function f(x: 'a' | 'b'): number {\n  switch (x) {\n    case 'a':\n      return 1;\n  }\n  return 0;\n}\n",
    'typescript(switch-exhaustiveness-check)',
  ],
  ['server/payments/any.ts', 'export const x: any = 1;\n', 'typescript(no-explicit-any)'],
  [
    'server/payments/template.ts',
    'export const f = (x: object) => `${x}`;\n',
    'typescript(restrict-template-expressions)',
  ],
  [
    'server/payments/ignored.ts',
    "// @ts-ignore because\nexport const x: number = 'a';\n",
    'typescript(ban-ts-comment)',
  ],
  [
    'client/payments/hook.ts',
    "import { useState } from 'react';\nexport function useIt(on: boolean): number {\n  if (on) return useState(1)[0];\n  return 0;\n}\n",
    'react-hooks(rules-of-hooks)',
  ],
  [
    'client/payments/stale.ts',
    "import { useEffect } from 'react';\nexport function useIt(n: number): void {\n  useEffect(() => {\n    document.title = String(n);\n  }, []);\n}\n",
    'react-hooks(exhaustive-deps)',
  ],
  [
    'client/payments/impure.tsx',
    "import type { ReactNode } from 'react';\nexport function Die(): ReactNode {\n  return <b>{Math.random()}</b>;\n}\n",
    'react(purity)',
  ],
  [
    'server/payments/misused.ts',
    'export const f = (all: number[]) => all.some(async (n) => Promise.resolve(n > 0));\n',
    'typescript(no-misused-promises)',
  ],
  [
    'server/payments/always.ts',
    "export const f = (x: string) => (x === null ? 'never' : x);\n",
    'typescript(no-unnecessary-condition)',
  ],
  [
    'server/payments/unsafe.ts',
    "export const f = (): string => JSON.parse('1');\n",
    'typescript(no-unsafe-return)',
  ],
  [
    'server/payments/old.ts',
    'export const f = (text: string) => text.substr(1);\n',
    'typescript(no-deprecated)',
  ],
  ['server/payments/unused.ts', 'const x = 1;\nexport {};\n', 'eslint(no-unused-vars)'],
  ['server/payments/loose.ts', 'export const f = (x: number) => x == 1;\n', 'eslint(eqeqeq)'],
  ['docs/undefined.mjs', 'export const x = nowhere;\n', 'eslint(no-undef)'],
];

/** What the same rules must accept. */
const NO_OBJECTIONS: [string, string][] = [
  ['client/api-client.ts', FETCH],
  ['server/sandbox/calls-back.ts', FETCH + DATE_NOW],
  ['server/demo/orders.ts', FETCH],
  ['test/server/asks.test.ts', FETCH + DATE_NOW + ENV],
  ['server/config.ts', ENV],
  ['server/sandbox/main.ts', ENV + CONSOLE],
  ['server/commands/staff.ts', ENV + DATE_NOW + CONSOLE],
  ['server/clock.ts', DATE_NOW],
  ['server/payments/dated.ts', 'export const since = new Date(0);\n'],
  ['server/payments/count.ts', 'export const f = (n: number) => `${n}`;\n'],
  ['shared/short.ts', longFunction(60)],
  ['vite.config.ts', `${ENV}export default {};\n`],
];

interface Objection {
  file: string;
  rule: string;
}

async function lint(tree: PlantedTree): Promise<Objection[]> {
  const { stdout } = await tree.run('oxlint', '--format', 'json');
  const { diagnostics } = JSON.parse(stdout) as {
    diagnostics: { filename: string; code?: string }[];
  };
  return diagnostics.map(({ filename, code }) => ({ file: filename, rule: code ?? 'syntax' }));
}

describe('lint', () => {
  let tree: PlantedTree;
  let objections: Objection[];

  beforeAll(async () => {
    tree = await plantTree(
      Object.fromEntries([...OBJECTIONS, ...NO_OBJECTIONS].map(([path, text]) => [path, text])),
    );
    objections = await lint(tree);
  });

  afterAll(() => tree.remove());

  it.each(OBJECTIONS)('reports %s', (path, _, rule) =>
    expect(objections).toContainEqual({ file: path, rule }),
  );

  it.each(NO_OBJECTIONS)('accepts %s', (path) =>
    expect(objections.filter(({ file }) => file === path)).toEqual([]),
  );
});

describe('format', () =>
  it('reports what the formatter would write differently, and nothing else', async () => {
    const tree = await plantTree({
      'shared/bad.ts': 'export const x = "double";\n',
      'shared/good.ts': "export const x = 'single';\n",
    });
    const { exitCode, stdout } = await tree.run('oxfmt', '--list-different', 'shared');
    await tree.remove();
    expect(exitCode).toBe(1);
    expect(stdout.trim()).toBe('shared/bad.ts');
  }));

describe('a fault that is added after a successful run', () => {
  const file = 'shared/a.ts';
  const good = 'export const a: number = 1;\n';
  /** The gates' caches are in the tree's own folder. */
  const gates: [string, string][] = [
    ['types and lint (oxlint)', "export const a: number = '1';\n"],
    ['types and lint (oxlint)', 'export const a: any = 1;\n'],
    ['format (oxfmt)', 'export const a:number = 1;\n'],
    ['types and lint (oxlint)', 'export const a = parseFloat("1");\n'],
  ];

  it.each(gates)('is found by %s', async (name, bad) => {
    const [program = '', ...args] = steps.find((step) => step.name === name)?.command ?? [];
    const tree = await plantTree({ [file]: good });
    try {
      expect((await tree.run(program, ...args)).exitCode).toBe(0);
      await writeFile(join(tree.folder, file), bad);
      expect((await tree.run(program, ...args)).exitCode).not.toBe(0);
      await writeFile(join(tree.folder, file), good);
      expect((await tree.run(program, ...args)).exitCode).toBe(0);
    } finally {
      await tree.remove();
    }
  });
});

describe('dead code', () =>
  it('reports a file, an export and a package that nobody uses', async () => {
    const tree = await plantTree({
      'server/main.ts': "import { used } from './used.ts';\n\nused();\n",
      'server/used.ts':
        'export function used(): void {}\nexport function unusedExport(): void {}\n',
      'server/unused-file.ts': 'export const nothing = 1;\n',
    });
    const { exitCode, stdout } = await tree.run('knip', '--no-progress');
    await tree.remove();
    expect(exitCode).toBe(1);
    expect(stdout).toContain('server/unused-file.ts');
    expect(stdout).toContain('unusedExport');
    expect(stdout).toContain('better-sqlite3');
    expect(stdout).not.toMatch(/^used /m);
  }));
