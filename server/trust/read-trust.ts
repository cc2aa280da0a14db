/** Reads the proof results about the engine of this desk. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { endpoints } from '../../shared/api.ts';
import { proofs, type Trust } from '../../shared/trust.ts';

/** The data that a build writes; the version comes from `package.json`. */
export type BuiltTrust = Omit<Trust, 'version'>;

const trustSchema = endpoints['GET /api/trust'].answers[200];

/** The file that `npm run dev` writes at each start, relative to the project. */
export const DEV_TRUST = '.cache/dev-trust.json';

/**
 * The file beside the bundle's folder, or that of `npm run dev`. Source and bundle are both two
 * folders below the project.
 */
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
      // Missing or invalid: try the next one.
    }
  }
  return {
    engine: 'unknown',
    proofs: proofs.map((proof) => ({ proof, state: 'not-run', result: null })),
  };
}

/**
 * Reads the data written by the build. A desk started in another way reports every proof as not
 * run. Never throws, since a desk works without it.
 */
export function readTrust(version: string, files: readonly string[] = places): Trust {
  return { ...readFirst(files), version };
}
