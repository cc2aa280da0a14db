import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { collectTrust } from '../../server/commands/collect-trust.ts';
import { engineFingerprint } from '../../server/commands/engine-fingerprint.ts';
import { readTrust } from '../../server/trust/read-trust.ts';
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
afterAll(() => rmSync(dir, { recursive: true }));
afterEach(() => rmSync(builtFile, { force: true }));

/** A build whose engine is that of `proofResult`. */
const built = {
  engine: '0123456789abcdef',
  proofs: proofs.map((proof) => ({ proof, state: 'current', result: proofResult(proof) })),
};

describe('readTrust', () => {
  it('returns what the build wrote', () => {
    writeFileSync(builtFile, JSON.stringify(built));
    expect(readTrust('1.2.3', [builtFile])).toEqual({ version: '1.2.3', ...built });
  });

  it('returns what `npm run dev` wrote where there is no build beside it', () => {
    writeFileSync(builtFile, JSON.stringify(built));
    const places = [join(dir, 'not-there.json'), builtFile];
    expect(readTrust('1.2.3', places)).toEqual({ version: '1.2.3', ...built });
  });

  it.each([
    ['nothing', null],
    ['half a file', '{"engine":'],
    ['something else', '{"engine":7}'],
  ])('returns not-run for every proof where there is %s', (_what, text) => {
    if (text !== null) writeFileSync(builtFile, text);
    const trust = readTrust('1.2.3', [builtFile]);
    expect(trust.engine).toBe('unknown');
    expect(trust.proofs).toEqual(
      proofs.map((proof) => ({ proof, state: 'not-run', result: null })),
    );
  });
});

describe('the state of a proof', () => {
  let root: string;
  let remove: () => void;
  let engine: string;

  beforeAll(async () => {
    engine = await engineFingerprint(ROOT);
    ({ root, remove } = plantResults({
      'kills.json': JSON.stringify(proofResult('kills', { engine })),
      'model.json': JSON.stringify(proofResult('model')),
    }));
    for (const name of ['server', 'shared', 'tsconfig.json']) {
      cpSync(join(ROOT, name), join(root, name), { recursive: true });
    }
  });
  afterAll(() => remove());

  it('is current only for a run on exactly this engine', async () => {
    const { proofs: told } = await collectTrust(root);
    expect(told.map(({ proof }) => proof)).toEqual([...proofs]);
    const states = told.filter(({ state }) => state !== 'not-run');
    expect(states.map(({ proof, state, result }) => [proof, state, result?.engine])).toEqual([
      ['model', 'older', '0123456789abcdef'],
      ['kills', 'current', engine],
    ]);
  });

  it('stops a build from keeping a part of the results', async () => {
    writeFileSync(join(root, 'test/results/disk.json'), '{');
    await expect(collectTrust(root)).rejects.toThrow('test/results/disk.json is invalid');
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

  it('refuses a request without a session', async () =>
    expect((await desk.call('/api/trust')).status).toBe(401));
});
