/** The results of the last runs, one JSON file per proof, as the runs themselves left them. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { proofResultSchema } from '../../shared/api.ts';
import { proofs, type ProofResult } from '../../shared/trust.ts';

/** Where the results are kept, seen from the project's folder. */
export const RESULTS_FOLDER = 'test/results';

/**
 * Checks that a value is a whole result.
 * @throws Error that names every field in which it isn't one
 */
export function parseProofResult(value: unknown): ProofResult {
  const parsed = proofResultSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new Error(`not a proof's result: ${wrong.join('; ')}`);
}

/**
 * Every kept result, in the order of `proofs`; none where the folder isn't there.
 * @param root the project's folder
 * @throws Error that names the first file which is unreadable or isn't named after its proof, and
 *   why: half of the results would look like all
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
        throw new Error(`${RESULTS_FOLDER}/${name} can't be told: ${why}`, { cause });
      }
    });
  return proofs.flatMap((proof) => results.filter((result) => result.proof === proof));
}
