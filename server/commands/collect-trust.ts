import { proofs, type ProofResult } from '../../shared/trust.ts';
import { readProofResults } from '../trust/proof-results.ts';
import type { BuiltTrust } from '../trust/read-trust.ts';
import { engineFingerprint } from './engine-fingerprint.ts';

function judge(engine: string, results: readonly ProofResult[]): BuiltTrust {
  return {
    engine,
    proofs: proofs.map((proof) => {
      const result = results.find((candidate) => candidate.proof === proof) ?? null;
      if (result === null) return { proof, state: 'not-run', result };
      return { proof, state: result.engine === engine ? 'current' : 'older', result };
    }),
  };
}

/**
 * The stored proof results, compared with the engine's present fingerprint.
 * @param root the project's folder
 * @throws Error when a result is unreadable, or the engine does not compile
 */
export async function collectTrust(root: string): Promise<BuiltTrust> {
  return judge(await engineFingerprint(root), readProofResults(root));
}
