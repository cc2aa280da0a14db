import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  engineEntries,
  engineFingerprint,
  engineSources,
} from '../../server/commands/engine-fingerprint.ts';

const ROOT = join(import.meta.dirname, '../..');

const JUDGE = `import { won } from '../../shared/won.ts';

export function judge(amount: number): boolean {
  return amount > won;
}
`;

/** A small engine: its entries, what they are built from, and other files. */
const SOURCES: Record<string, string> = {
  ...Object.fromEntries(engineEntries.map((file) => [file, `export const it = '${file}';\n`])),
  'server/operations/worker.ts': [
    "import { won } from '../../shared/won.ts';",
    "import type { Endpoint } from '../../shared/api.ts';",
    "import { endpoint } from '../http/endpoint.ts';",
    "import {\n  judge,\n} from './judge.ts';",
    '',
  ].join('\n'),
  'server/operations/judge.ts': JUDGE,
  'server/operations/receipt.ts': 'export const receipt = 1;\n',
  'server/http/endpoint.ts': "export { receipt } from '../operations/receipt.ts';\n",
  'shared/api.ts': 'export const api = 1;\n',
  'shared/won.ts': 'export const won = 1;\n',
};
const NO_ENGINE = ['server/operations/receipt.ts', 'server/http/endpoint.ts', 'shared/api.ts'];

const roots: string[] = [];
afterEach(() => {
  for (const root of roots.splice(0)) rmSync(root, { recursive: true });
});

function fingerprintOf(sources: Record<string, string>): Promise<string> {
  const root = mkdtempSync(join(tmpdir(), 'changgu-engine-'));
  roots.push(root);
  // The compiler's options decide about imports of types.
  cpSync(join(ROOT, 'tsconfig.json'), join(root, 'tsconfig.json'));
  for (const [file, text] of Object.entries(sources)) {
    mkdirSync(join(root, dirname(file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
  return engineFingerprint(root);
}

let original: string;
beforeAll(async () => {
  original = await fingerprintOf(SOURCES);
});

const withJudge = (find: string, put: string) =>
  fingerprintOf({ ...SOURCES, 'server/operations/judge.ts': JUDGE.replace(find, put) });

describe('the engine’s fingerprint', () => {
  it('is the same for the same sources, in any order and with any line endings', async () => {
    const otherwise = Object.entries(SOURCES)
      .toReversed()
      .map(([file, text]) => [file, text.replaceAll('\n', '\r\n')]);
    expect(original).toMatch(/^[0-9a-f]{16}$/);
    expect(await fingerprintOf(Object.fromEntries(otherwise))).toBe(original);
  });

  it.each([
    ['a word in a comment', 'export function', '/** More than that. */\nexport function'],
    ['a type', 'amount: number', 'amount: 1 | 2'],
    ['a type’s import', 'export function', "import type { A } from './a.ts';\nexport function"],
    ['a blank', 'amount > won', 'amount  >  won'],
    ['a line break', 'amount > won', 'amount >\n    won'],
    ['a quote', "'../../shared/won.ts'", '"../../shared/won.ts"'],
  ])('is the same with another %s', async (_what, find, put) =>
    expect(await withJudge(find, put)).toBe(original),
  );

  it.each([
    ['operator', 'amount > won', 'amount >= won'],
    ['operand', 'amount > won', 'amount > won + 1'],
    ['text', "'../../shared/won.ts';", "'../../shared/won.ts';\nexport const say = 'no';"],
  ])('is different with another %s', async (_what, find, put) =>
    expect(await withJudge(find, put)).not.toBe(original),
  );

  it.each(Object.keys(SOURCES))(
    'changes with %s only where it is part of the engine',
    async (file) => {
      const text = SOURCES[file] ?? '';
      const changed = await fingerprintOf({ ...SOURCES, [file]: `${text}globalThis.other = 2;\n` });
      expect(changed === original).toBe(NO_ENGINE.includes(file));
    },
  );

  it('includes a new module of the engine', async () => {
    const judge = `${JUDGE}export * from './receipt.ts';\n`;
    const changed = { ...SOURCES, 'server/operations/judge.ts': judge };
    const other = { ...changed, 'server/operations/receipt.ts': 'export const other = 2;\n' };
    expect(await fingerprintOf(changed)).not.toBe(await fingerprintOf(other));
  });

  it('covers the modules that decide about money', async () =>
    expect(await engineSources(ROOT)).toEqual(
      expect.arrayContaining(['server/operations/worker.ts', 'shared/operation.ts']),
    ));

  it('is null without sources', async () => {
    const nowhere = join(tmpdir(), 'changgu-no-such-folder');
    await expect(engineFingerprint(nowhere)).rejects.toThrow(
      /Could not resolve "\.\/server\/\S+\.ts"/,
    );
  });
});
