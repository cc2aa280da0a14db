import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import {
  engineEntries,
  engineFingerprint,
  engineSources,
} from '../../server/trust/engine-fingerprint.ts';

/** A small engine: its entries, what they are built from, and what stands around it. */
const SOURCES: Record<string, string> = {
  ...Object.fromEntries(engineEntries.map((file) => [file, `export const it = '${file}';\n`])),
  'server/operations/worker.ts': [
    "import { won } from '../../shared/won.ts';",
    "import type { Endpoint } from '../../shared/api.ts';",
    "import { endpoint } from '../http/endpoint.ts';",
    "import {\n  judge,\n} from './judge.ts';",
    '',
  ].join('\n'),
  'server/operations/judge.ts': 'export const judge = 1;\n',
  'server/operations/receipt.ts': 'export const receipt = 1;\n',
  'server/http/endpoint.ts': 'export const endpoint = 1;\n',
  'shared/api.ts': 'export const api = 1;\n',
  'shared/won.ts': 'export const won = 1;\n',
};
const NO_ENGINE = ['server/operations/receipt.ts', 'server/http/endpoint.ts', 'shared/api.ts'];

const roots: string[] = [];
afterEach(() => {
  for (const root of roots.splice(0)) rmSync(root, { recursive: true });
});

function fingerprintOf(sources: Record<string, string>): string {
  const root = mkdtempSync(join(tmpdir(), 'changgu-engine-'));
  roots.push(root);
  for (const [file, text] of Object.entries(sources)) {
    mkdirSync(join(root, dirname(file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
  return engineFingerprint(root);
}

const original = () => fingerprintOf(SOURCES);

describe('the engine’s fingerprint', () => {
  it('is the same for the same sources, in whatever order and with whatever line ends', () => {
    const otherwise = Object.entries(SOURCES)
      .toReversed()
      .map(([file, text]) => [file, text.replaceAll('\n', '\r\n')]);
    expect(original()).toMatch(/^[0-9a-f]{16}$/);
    expect(fingerprintOf(Object.fromEntries(otherwise))).toBe(original());
  });

  it.each(Object.keys(SOURCES))('tells a change of %s only where it is of the engine', (file) => {
    const changed = fingerprintOf({ ...SOURCES, [file]: 'export const other = 2;\n' });
    expect(changed === original()).toBe(NO_ENGINE.includes(file));
  });

  it('tells a module that the engine came to be built from', () => {
    const judge = "export { it } from './reconciler.ts';\nexport * from './receipt.ts';\n";
    const changed = { ...SOURCES, 'server/operations/judge.ts': judge };
    const other = { ...changed, 'server/operations/receipt.ts': 'export const other = 2;\n' };
    expect(fingerprintOf(changed)).not.toBe(fingerprintOf(other));
  });

  it('is of the product’s own sources where nothing else is said', () => {
    expect(engineSources()).toEqual(
      expect.arrayContaining(['server/operations/worker.ts', 'shared/operation.ts']),
    );
    expect(engineFingerprint()).toMatch(/^[0-9a-f]{16}$/);
  });

  it('is none where there are no sources', () => {
    expect(() => engineFingerprint(join(tmpdir(), 'changgu-no-such-folder'))).toThrow('ENOENT');
  });
});
