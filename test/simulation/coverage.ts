/** What a run has covered: rows of the transition table, kill points, faults. */
import { transitions } from '../../shared/operation.ts';

export interface Coverage {
  /** `from|cause|to` → hits. */
  rows: Record<string, number>;
  /** Kill point → hits. */
  kills: Record<string, number>;
  /** Kind of fault → how often it happened. */
  faults: Record<string, number>;
  figures: Record<string, number>;
}

export function createCoverage(): Coverage {
  return { rows: {}, kills: {}, faults: {}, figures: {} };
}

/** Counts one, or `by`. */
export function count(table: Record<string, number>, name: string, by = 1): void {
  table[name] = (table[name] ?? 0) + by;
}

/** Adds the second to the first. */
export function addCoverage(sum: Coverage, more: Coverage): void {
  for (const part of ['rows', 'kills', 'faults', 'figures'] as const) {
    for (const [name, hits] of Object.entries(more[part])) count(sum[part], name, hits);
  }
}

/** Every row of the transition table with its hits, zero included. */
export function rowHits(coverage: Coverage) {
  return transitions.map(({ from, cause, to }) => ({
    from,
    cause,
    to,
    hits: coverage.rows[`${from}|${cause}|${to}`] ?? 0,
  }));
}

const inOrder = (table: Record<string, number>) =>
  Object.entries(table).toSorted(([a], [b]) => (a < b ? -1 : 1));

/** Every kill point with its hits. */
export function killHits(coverage: Coverage) {
  return inOrder(coverage.kills).map(([point, hits]) => ({ point, hits }));
}

/** A compact table for the terminal. */
export function describeCoverage(coverage: Coverage): string {
  const line = (name: string, hits: number) => `${String(hits).padStart(9)}  ${name}`;
  return [
    'transitions',
    ...rowHits(coverage).map((row) => line(`${row.from} → ${row.to} (${row.cause})`, row.hits)),
    'moments of death',
    ...killHits(coverage).map(({ point, hits }) => line(point, hits)),
    'faults',
    ...inOrder(coverage.faults).map(([name, hits]) => line(name, hits)),
    'figures',
    ...inOrder(coverage.figures).map(([name, hits]) => line(name, hits)),
  ].join('\n');
}
