import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { engineFingerprint } from '../../server/commands/engine-fingerprint.ts';
import { readProofResults } from '../../server/trust/proof-results.ts';
import { plantResults, proofResult } from './planted-results.ts';
import { writeProof, type ProofRun } from './write-proof.ts';

const ROOT = join(import.meta.dirname, '../..');

const planted: (() => void)[] = [];
afterEach(() => {
  for (const remove of planted.splice(0)) remove();
});

function plant(files: Record<string, string>): string {
  const { root, remove } = plantResults(files);
  planted.push(remove);
  return root;
}

const run: ProofRun = {
  proof: 'kills',
  command: 'npx tsx test/process/main.ts --cycles 1000',
  seed: null,
  violations: 0,
  figures: { cycles: 1000 },
  kills: [{ point: 'before-sending', hits: 12 }],
};

describe('writeProof', () => {
  it('keeps the run with its time, machine and engine, as readProofResults reads it', async () => {
    const root = plant({});
    const before = new Date().toISOString();
    const kept = writeProof(run, root);
    expect(kept).toMatchObject({ ...run, engine: await engineFingerprint(ROOT) });
    expect(kept.machine).toMatch(/ × \d+, Node v\d+/);
    expect(kept.at >= before && kept.at <= new Date().toISOString()).toBe(true);
    expect(readProofResults(root)).toEqual([kept]);
    const text = readFileSync(join(root, 'test/results/kills.json'), 'utf8');
    expect(text).toBe(`${JSON.stringify(kept, null, 2)}\n`);
  });

  it('keeps no incomplete result', () => {
    const root = plant({});
    const broken = { ...run, figures: { cycles: 1000 / 0 } };
    expect(() => writeProof(broken, root)).toThrow('figures.cycles');
    expect(readProofResults(root)).toEqual([]);
  });
});

describe('readProofResults', () => {
  it('returns the results in the order of the proofs', () => {
    const disk = proofResult('disk');
    const model = proofResult('model', { rows: [] });
    const files = { 'disk.json': JSON.stringify(disk), 'model.json': JSON.stringify(model) };
    expect(readProofResults(plant({ ...files, 'note.txt': 'no result' }))).toEqual([model, disk]);
  });

  it('returns none where nothing was ever kept', () =>
    expect(readProofResults(join(plant({}), 'elsewhere'))).toEqual([]));

  it.each([
    ['half a file', '{"proof":"disk"', 'JSON'],
    ['a field that isn’t there', JSON.stringify({ ...proofResult('disk'), at: undefined }), 'at: '],
    ['a time that is none', JSON.stringify({ ...proofResult('disk'), at: 'today' }), 'at: '],
    ['another proof’s result', JSON.stringify(proofResult('model')), 'its proof is model'],
  ])('names the file that has %s', (_what, text, why) => {
    const root = plant({ 'disk.json': text });
    expect(() => readProofResults(root)).toThrow(/^test\/results\/disk\.json is invalid: /);
    expect(() => readProofResults(root)).toThrow(why);
  });
});
