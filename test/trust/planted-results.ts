import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RESULTS_FOLDER } from '../../server/trust/proof-results.ts';
import type { Proof, ProofResult } from '../../shared/trust.ts';

/** A clean result of a proof, with the given changes. */
export function proofResult(proof: Proof, change: Partial<ProofResult> = {}): ProofResult {
  return {
    proof,
    at: '2026-03-02T04:05:06.789Z',
    command: `npx tsx test/${proof}.ts`,
    seed: 'a-seed',
    machine: 'A CPU × 2, Node v20',
    engine: '0123456789abcdef',
    violations: 0,
    figures: { schedules: 1_000_000, secondsInAll: 12.5 },
    ...change,
  };
}

/** A project's folder with nothing in it but these result files. */
export function plantResults(files: Record<string, string>): {
  root: string;
  remove: () => void;
} {
  const root = mkdtempSync(join(tmpdir(), 'changgu-results-'));
  mkdirSync(join(root, RESULTS_FOLDER), { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(root, RESULTS_FOLDER, name), text);
  }
  return {
    root,
    remove: () => rmSync(root, { recursive: true }),
  };
}
