/** What was shown about the engine that this desk runs. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { endpoints } from '../../shared/api.ts';
import { proofs, type ProofResult, type Trust } from '../../shared/trust.ts';
import { engineFingerprint } from './engine-fingerprint.ts';
import { readProofResults } from './proof-results.ts';

/** What a build writes down; which version it is, `package.json` says. */
export type BuiltTrust = Omit<Trust, 'version'>;

const builtTrust = endpoints['GET /api/trust'].answers[200].omit({ version: true });

function judge(engine: string, results: readonly ProofResult[]): BuiltTrust {
  return {
    engine,
    proofs: proofs.map((proof) => {
      const result = results.find((one) => one.proof === proof) ?? null;
      if (result === null) return { proof, state: 'not-run', result };
      return { proof, state: result.engine === engine ? 'current' : 'older', result };
    }),
  };
}

/**
 * The kept results beside the engine as its sources are now.
 * @param root the project's folder
 * @throws Error where a result is unreadable, or the sources aren't there
 */
export function collectTrust(root: string): BuiltTrust {
  return judge(engineFingerprint(root), readProofResults(root));
}

/** The first that doesn't fail. */
function firstOf<T>(ways: readonly (() => T)[], last: T): T {
  for (const way of ways) {
    try {
      return way();
    } catch {
      // The next one knows less, and says so.
    }
  }
  return last;
}

export interface TrustPlaces {
  /** What the build wrote; it stands beside the bundle's folder and never beside the sources. */
  builtFile: string;
  /** The project's folder. */
  root: string;
}

/** This module lies two below the project as source and as bundle. */
const here: TrustPlaces = {
  builtFile: join(import.meta.dirname, '../trust.json'),
  root: join(import.meta.dirname, '../..'),
};

/**
 * What the build wrote down. A desk that runs from its sources tells of these; one that has
 * neither says of every proof that it wasn't run. Never throws: a desk works without.
 */
export function readTrust(version: string, { builtFile, root }: TrustPlaces = here): Trust {
  const told = firstOf<BuiltTrust>(
    [
      () => builtTrust.parse(JSON.parse(readFileSync(builtFile, 'utf8'))),
      () => collectTrust(root),
      () => judge(engineFingerprint(root), []),
    ],
    judge('unknown', []),
  );
  return { version, ...told };
}
