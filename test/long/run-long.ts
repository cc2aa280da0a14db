import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { readProofResults } from '../../server/trust/proof-results.ts';
import { proofs, type Proof } from '../../shared/trust.ts';
import type { LongRun } from './plan.ts';

const ROOT = join(import.meta.dirname, '../..');

export interface LongEnd {
  proof: LongRun['proof'];
  seconds: number;
  /** What is wrong with it; `null` where nothing is. */
  wrong: string | null;
}

function exitCodeOf(command: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--import', 'tsx', ...command], {
      cwd: ROOT,
      stdio: 'inherit',
    });
    child.once('error', reject);
    // A program killed by a signal has no exit code; that is a failure as well.
    child.once('close', (code) => resolve(code ?? 1));
  });
}

/** A successful run must also have kept a result of its own, without violations. */
function wrongWithResult(proof: Proof, startedAt: string, root: string): string | null {
  const result = readProofResults(root).find((one) => one.proof === proof);
  if (result === undefined || result.at < startedAt) return 'kept no result';
  return result.violations === 0 ? null : `${result.violations} violations`;
}

function isProof(name: LongRun['proof']): name is Proof {
  return (proofs as readonly string[]).includes(name);
}

export interface LongOptions {
  /** Keeps the results of the runs, below `root`. */
  keep: boolean;
  root?: string;
  /** Called after each run that may have kept a result. */
  onKept?: () => Promise<void>;
}

/** Runs them sequentially, all of them even where one fails. */
export async function runLong(
  runs: readonly LongRun[],
  { keep, root = ROOT, onKept }: LongOptions,
): Promise<LongEnd[]> {
  const ends: LongEnd[] = [];
  for (const { proof, command } of runs) {
    const keeps = keep && isProof(proof);
    const args = keeps ? [...command, '--keep'] : [...command];
    console.log(`\n── ${proof}: tsx ${args.join(' ')}`);
    const startedAt = new Date().toISOString();
    const startedMs = performance.now();
    const code = await exitCodeOf(args);
    const seconds = (performance.now() - startedMs) / 1000;
    const kept = keeps ? wrongWithResult(proof, startedAt, root) : null;
    if (keep) await onKept?.();
    ends.push({ proof, seconds, wrong: code === 0 ? kept : `ended with ${code}` });
  }
  return ends;
}
