import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { build } from '../../server/commands/build.ts';
import { engineFingerprint } from '../../server/commands/engine-fingerprint.ts';
import { proofs, type Trust } from '../../shared/trust.ts';

const DIST = join(import.meta.dirname, '../../dist');

describe('the build', () => {
  it('is skipped while no source has changed since', async () =>
    expect(await build({ ifStale: true })).toBe(false));

  it('contains the desk and the page with the names of its hashed files', async () => {
    expect(existsSync(join(DIST, 'server/main.js'))).toBe(true);
    const page = await readFile(join(DIST, 'client/index.html'), 'utf8');
    const script = /src="\/(assets\/[\w.-]+-[\w-]{8}\.js)"/.exec(page)?.[1];
    expect(script).toBeDefined();
    expect(existsSync(join(DIST, 'client', script ?? ''))).toBe(true);
  });

  it('shows the results of the proofs for the engine that it contains', async () => {
    const told = JSON.parse(await readFile(join(DIST, 'trust.json'), 'utf8')) as Trust;
    expect(told.engine).toBe(await engineFingerprint(join(DIST, '..')));
    expect(told.proofs.map(({ proof }) => proof)).toEqual([...proofs]);
  });

  it('has no source map for the browser and no schema library in the first page', async () => {
    const text = await readFile(join(DIST, 'client/.vite/manifest.json'), 'utf8');
    const manifest = JSON.parse(text) as Record<string, { file: string }>;
    const scripts = Object.values(manifest).map(({ file }) => join(DIST, 'client', file));
    expect(scripts.length).toBeGreaterThan(0);
    for (const script of scripts) {
      expect(existsSync(`${script}.map`)).toBe(false);
      const code = await readFile(script, 'utf8');
      expect(code).not.toContain('ZodError');
      expect(code, `${script} is React's development half`).not.toContain('jsxDEV');
    }
  });
});
