import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { engineFingerprint, engineSources } from '../../server/trust/engine-fingerprint.ts';
import { collectTrust, readTrust } from '../../server/trust/read-trust.ts';
import { trustRoutes } from '../../server/trust/trust-routes.ts';
import { proofs, type Trust } from '../../shared/trust.ts';
import { startTestDesk, type TestDesk } from '../server/start-test-desk.ts';
import { plantResults, proofResult } from './planted-results.ts';

const ROOT = join(import.meta.dirname, '../..');

let dir: string;
let builtFile: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'changgu-trust-'));
  builtFile = join(dir, 'trust.json');
});
afterAll(() => {
  rmSync(dir, { recursive: true });
});
afterEach(() => {
  rmSync(builtFile, { force: true });
});

/** A build whose engine is the one of `proofResult`. */
const built = {
  engine: '0123456789abcdef',
  proofs: proofs.map((proof) => ({ proof, state: 'current', result: proofResult(proof) })),
};

describe('readTrust', () => {
  it('tells what the build wrote, not what the sources say now', () => {
    writeFileSync(builtFile, JSON.stringify(built));
    expect(readTrust('1.2.3', { builtFile, root: ROOT })).toEqual({ version: '1.2.3', ...built });
  });

  it('is of the product’s own sources where nothing else is said', () => {
    expect(readTrust('1.2.3').engine).toBe(engineFingerprint());
  });

  it.each([
    ['nothing', null],
    ['half a file', '{"engine":'],
    ['something else', '{"engine":7}'],
  ])('says not-run of everything where %s and no source is there', (_what, text) => {
    if (text !== null) writeFileSync(builtFile, text);
    const trust = readTrust('1.2.3', { builtFile, root: dir });
    expect(trust.engine).toBe('unknown');
    expect(trust.proofs).toEqual(
      proofs.map((proof) => ({ proof, state: 'not-run', result: null })),
    );
  });
});

describe('the state of a proof', () => {
  let root: string;
  let remove: () => void;
  const engine = engineFingerprint();

  beforeAll(() => {
    ({ root, remove } = plantResults({
      'kills.json': JSON.stringify(proofResult('kills', { engine })),
      'model.json': JSON.stringify(proofResult('model')),
    }));
    for (const file of engineSources()) cpSync(join(ROOT, file), join(root, file));
  });
  afterAll(() => {
    remove();
  });

  it('is current only for a run on exactly this engine', () => {
    const { proofs: told } = collectTrust(root);
    expect(told.map(({ proof }) => proof)).toEqual([...proofs]);
    const states = told.filter(({ state }) => state !== 'not-run');
    expect(states.map(({ proof, state, result }) => [proof, state, result?.engine])).toEqual([
      ['model', 'older', '0123456789abcdef'],
      ['kills', 'current', engine],
    ]);
  });

  it('is told by a desk that runs from its sources, which has no build to tell of', () => {
    const trust = readTrust('1.2.3', { builtFile, root });
    expect(trust).toEqual({ version: '1.2.3', ...collectTrust(root) });
    expect(trust.proofs.filter(({ state }) => state !== 'not-run')).toHaveLength(2);
  });

  it('keeps a build from telling half of the results, and no desk from running', () => {
    const file = join(root, 'test/results/disk.json');
    writeFileSync(file, '{');
    try {
      expect(() => collectTrust(root)).toThrow("test/results/disk.json can't be told");
      const trust = readTrust('1.2.3', { builtFile, root });
      expect(trust.engine).toBe(engine);
      expect(new Set(trust.proofs.map(({ state }) => state))).toEqual(new Set(['not-run']));
    } finally {
      rmSync(file);
    }
  });
});

describe('GET /api/trust', () => {
  const trust = { version: '1.2.3', ...built } as Trust;
  let desk: TestDesk;
  let reads = 0;

  beforeAll(async () => {
    const routes = trustRoutes(() => {
      reads += 1;
      return trust;
    });
    desk = await startTestDesk({ routes });
  });
  afterAll(() => desk.close());

  it('answers anybody who is signed in, from one read', async () => {
    const viewer = await desk.signIn('viewer');
    for (let n = 0; n < 2; n += 1) {
      const answer = await desk.call('/api/trust', { cookie: viewer });
      expect([answer.status, await answer.json()]).toEqual([200, trust]);
    }
    expect(reads).toBe(1);
  });

  it('answers nobody else', async () => {
    expect((await desk.call('/api/trust')).status).toBe(401);
  });
});
