/** A run that takes hours is kept piece by piece, and goes on where it was stopped. */
import { join } from 'node:path';
import { engineFingerprint } from '../../server/commands/engine-fingerprint.ts';
import { readProofResults } from '../../server/trust/proof-results.ts';
import type { ProofResult } from '../../shared/trust.ts';
import type { KeptRun } from './run-figures.ts';

const ROOT = join(import.meta.dirname, '../..');

/**
 * The run that is kept, to go on from.
 * @returns `null`: none is kept
 * @throws Error where it is of another engine or seed: its figures can't be added to
 */
export async function keptRun(seed: string, root = ROOT): Promise<ProofResult | null> {
  const kept = readProofResults(root).find(({ proof }) => proof === 'simulation');
  if (kept === undefined) return null;
  if (kept.engine !== (await engineFingerprint(ROOT))) {
    throw new Error('The kept run is of another engine: leave out --go-on');
  }
  if (kept.seed !== seed) throw new Error(`The kept run has the seed ${String(kept.seed)}`);
  return kept;
}

const figure = ({ figures }: KeptRun, name: string) => figures[name] ?? 0;

/** Both runs as one; they have no schedule in common. */
export function addRuns(kept: KeptRun, added: KeptRun): KeptRun {
  const names = Object.keys(added.figures);
  const sums = names.map((name) => [name, figure(kept, name) + figure(added, name)] as const);
  const figures = Object.fromEntries(sums);
  const coreSeconds = [kept, added].map(
    (run) => figure(run, 'schedules') / figure(run, 'perSecondPerCore'),
  );
  const points = new Map((kept.kills ?? []).map(({ point, hits }) => [point, hits]));
  for (const { point, hits } of added.kills ?? []) {
    points.set(point, (points.get(point) ?? 0) + hits);
  }
  return {
    ...added,
    violations: kept.violations + added.violations,
    figures: {
      ...figures,
      seconds: Math.round((figures['seconds'] ?? 0) * 10) / 10,
      perSecondPerCore: Math.round(
        (figures['schedules'] ?? 0) / coreSeconds.reduce((sum, one) => sum + one, 0),
      ),
      processes: figure(added, 'processes'),
    },
    // Both have every transition, in the same order.
    rows: added.rows?.map((row, index) => ({
      ...row,
      hits: row.hits + (kept.rows?.[index]?.hits ?? 0),
    })),
    kills: [...points]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([point, hits]) => ({ point, hits })),
  };
}
