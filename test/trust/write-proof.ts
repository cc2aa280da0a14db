import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { engineFingerprint } from '../../server/commands/engine-fingerprint.ts';
import { parseProofResult, RESULTS_FOLDER } from '../../server/trust/proof-results.ts';
import type { ProofResult } from '../../shared/trust.ts';

const ROOT = join(import.meta.dirname, '../..');

/** Taken at load: a source that changes during a long run is not what ran. */
const engine = await engineFingerprint(ROOT);

function machine(): string {
  const cores = cpus();
  return `${cores[0]?.model.trim() ?? 'unknown CPU'} × ${cores.length}, Node ${process.version}`;
}

/** What a proof itself knows of its run. */
export type ProofRun = Omit<ProofResult, 'at' | 'machine' | 'engine'>;

/**
 * Keeps a run as the last one of its proof, in `test/results/`. Import it where the run starts: the
 * engine's fingerprint is taken then.
 * @returns what was kept
 * @throws Error where it isn't a complete result, such as a figure that isn't finite
 */
export function writeProof(run: ProofRun, root = ROOT): ProofResult {
  const at = new Date().toISOString();
  const result = parseProofResult({ ...run, at, machine: machine(), engine });
  const folder = join(root, RESULTS_FOLDER);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${run.proof}.json`), `${JSON.stringify(result, null, 2)}\n`);
  return result;
}
