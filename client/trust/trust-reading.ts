/** Evaluates the proofs' results, without texts; pure. */
import { operationStates, transitions, type OperationState } from '../../shared/operation.ts';
import type { ProofResult, RowHits, Trust } from '../../shared/trust.ts';

export type ProofEntry = Trust['proofs'][number];

/** Number of mutants that no test killed. */
export function survivorsOf(result: ProofResult | null): number {
  return result?.mutants?.filter((mutant) => mutant.killedBy === null).length ?? 0;
}

/** `true` for a result with a violation or a surviving mutant. */
export function isAlarm({ result }: ProofEntry): boolean {
  return result !== null && (result.violations > 0 || survivorsOf(result) > 0);
}

export interface TrustSummary {
  current: number;
  older: number;
  notRun: number;
  violations: number;
  survivors: number;
}

/** All proofs in five numbers. */
export function summarize(trust: Trust): TrustSummary {
  const inState = (state: ProofEntry['state']) =>
    trust.proofs.filter((entry) => entry.state === state).length;
  return {
    current: inState('current'),
    older: inState('older'),
    notRun: inState('not-run'),
    violations: trust.proofs.reduce((sum, { result }) => sum + (result?.violations ?? 0), 0),
    survivors: trust.proofs.reduce((sum, { result }) => sum + survivorsOf(result), 0),
  };
}

/**
 * All transitions with the number of times that a run took them, those never taken first. A row
 * that is missing in the result was never taken.
 */
export function coverage(rows: readonly RowHits[]): RowHits[] {
  const nameOf = ({ from, cause, to }: Omit<RowHits, 'hits'>) => `${from} ${cause} ${to}`;
  const hits = new Map(rows.map((row) => [nameOf(row), row.hits]));
  const known = new Set(transitions.map(nameOf));
  const table = transitions.map((row) => ({ ...row, hits: hits.get(nameOf(row)) ?? 0 }));
  // An older run may have rows that the table no longer has; they are kept.
  const others = rows.filter((row) => !known.has(nameOf(row)));
  const all: RowHits[] = [...table, ...others];
  return [...all.filter((row) => row.hits === 0), ...all.filter((row) => row.hits > 0)];
}

/** `true` for a state that has a text. */
export function isState(state: string): state is OperationState {
  return (operationStates as readonly string[]).includes(state);
}

/** A figure's name in words: `schedulesPerSecond` → `schedules per second`. */
export function plainName(name: string): string {
  return name
    .replaceAll(
      /([a-z\d])([A-Z])/g,
      (_, before: string, letter: string) => `${before} ${letter.toLowerCase()}`,
    )
    .replaceAll('-', ' ');
}

/** The unit in a figure's name. */
export function unitOf(name: string): 'ms' | 'seconds' | 'percent' | 'won' | null {
  if (/ms$/i.test(name) && /[a-z\d](Ms|-ms)$/.test(name)) return 'ms';
  if (/seconds$/i.test(name) && !/per-?second/i.test(name)) return 'seconds';
  if (/percent$/i.test(name)) return 'percent';
  return /won$/i.test(name) ? 'won' : null;
}
