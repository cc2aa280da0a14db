/** The results of the last proof runs, one JSON file per proof, as the runs wrote them. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { proofResultSchema } from '../../shared/api.ts';
import { proofs, type ProofResult } from '../../shared/trust.ts';

/** Folder of the results, relative to the project. */
export const RESULTS_FOLDER = 'test/results';

/**
 * Validates a result.
 * @throws Error that names every invalid field
 */
export function parseProofResult(value: unknown): ProofResult {
  const parsed = proofResultSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new Error(`not a proof's result: ${wrong.join('; ')}`);
}

/**
 * Every stored result, in the order of `proofs`; empty if the folder doesn't exist.
 * @param root the project's folder
 * @throws Error that names the first file that is unreadable or not named after its proof, and why:
 *   incomplete results would look complete
 */
export function readProofResults(root: string): ProofResult[] {
  const folder = join(root, RESULTS_FOLDER);
  if (!existsSync(folder)) return [];
  const results = readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => {
      try {
        const result = parseProofResult(JSON.parse(readFileSync(join(folder, name), 'utf8')));
        if (name === `${result.proof}.json`) return result;
        throw new Error(`its proof is ${result.proof}`);
      } catch (cause) {
        const why = cause instanceof Error ? cause.message : String(cause);
        throw new Error(`${RESULTS_FOLDER}/${name} is invalid: ${why}`, { cause });
      }
    });
  return proofs.flatMap((proof) => results.filter((result) => result.proof === proof));
}
