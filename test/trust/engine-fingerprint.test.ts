import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { engineFingerprint, engineSources } from '../../server/trust/engine-fingerprint.ts';

const SOURCES = {
  'shared/won.ts': 'export const won = 1;\n',
  'shared/trust.ts': 'export const proofs = 1;\n',
  'server/operations/worker.ts': 'export const worker = 1;\n',
  'server/storage/migrations/0001-desk.ts': 'export const desk = 1;\n',
  'server/toss/toss.ts': 'export const toss = 1;\n',
  'server/callbacks/inbox.ts': 'export const inbox = 1;\n',
  'server/payments/poller.ts': 'export const poller = 1;\n',
  'server/clock.ts': 'export const clock = 1;\n',
  'server/http/endpoint.ts': 'export const endpoint = 1;\n',
};
const NO_ENGINE = ['shared/trust.ts', 'server/http/endpoint.ts'];

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
    expect(fingerprintOf(Object.fromEntries(otherwise) as typeof SOURCES)).toBe(original());
  });

  it.each(Object.keys(SOURCES))('tells a change of %s only where it is of the engine', (file) => {
    const changed = fingerprintOf({ ...SOURCES, [file]: 'export const other = 2;\n' });
    expect(changed === original()).toBe(NO_ENGINE.includes(file));
  });

  it('tells a file that came, and one that has another name', () => {
    const came = { ...SOURCES, 'server/toss/wire.ts': '' };
    const { 'server/toss/toss.ts': text, ...rest } = SOURCES;
    const fingerprints = [original(), fingerprintOf(came)];
    fingerprints.push(fingerprintOf({ ...rest, 'server/toss/client.ts': text }));
    expect(new Set(fingerprints).size).toBe(3);
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
