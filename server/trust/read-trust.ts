/** What was shown about the engine that this desk runs. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { endpoints } from '../../shared/api.ts';
import { proofs, type Trust } from '../../shared/trust.ts';

/** What a build writes down; which version it is, `package.json` says. */
export type BuiltTrust = Omit<Trust, 'version'>;

const trustSchema = endpoints['GET /api/trust'].answers[200];

/** What `npm run dev` writes down at each start, seen from the project's folder. */
export const DEV_TRUST = '.cache/dev-trust.json';

/** Beside the bundle's folder; this module lies two below the project as source and as bundle. */
const places = [
  join(import.meta.dirname, '../trust.json'),
  join(import.meta.dirname, '../..', DEV_TRUST),
];

function readFirst(files: readonly string[]): BuiltTrust {
  for (const file of files) {
    try {
      const built = JSON.parse(readFileSync(file, 'utf8')) as object;
      return trustSchema.parse({ ...built, version: '' });
    } catch {
      // Not there, or not whole: the next one may be.
    }
  }
  return {
    engine: 'unknown',
    proofs: proofs.map((proof) => ({ proof, state: 'not-run', result: null })),
  };
}

/**
 * What was written down when the desk was built. A desk that was started in another way says of
 * every proof that it wasn't run. Never throws: a desk works without.
 */
export function readTrust(version: string, files: readonly string[] = places): Trust {
  return { ...readFirst(files), version };
}
