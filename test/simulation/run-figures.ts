/** What is told and kept of a run. */
import type { ProofRun } from '../trust/write-proof.ts';
import { killHits, rowHits } from './coverage.ts';
import type { Part } from './part.ts';

type Ran = Pick<Part, 'schedules' | 'violations' | 'coverage' | 'seconds' | 'cpuSeconds'>;

/** Its command follows from all pieces that are kept. */
export type KeptRun = Omit<ProofRun, 'command'>;

const total = (table: Record<string, number>) =>
  Object.values(table).reduce((sum, hits) => sum + hits, 0);

/** @param jobs processes that shared the run */
export function figuresOf(run: Ran, jobs: number) {
  return {
    schedules: run.schedules,
    violations: run.violations,
    kills: total(run.coverage.kills),
    restores: run.coverage.figures['restores'] ?? 0,
    faults: total(run.coverage.faults),
    seconds: Math.round(run.seconds * 10) / 10,
    perSecondPerCore: Math.round(run.schedules / run.cpuSeconds),
    processes: jobs,
  };
}

export function resultOf(run: Ran, { seed, jobs }: { seed: string; jobs: number }): KeptRun {
  return {
    proof: 'simulation',
    seed,
    violations: run.violations,
    figures: figuresOf(run, jobs),
    rows: rowHits(run.coverage),
    kills: killHits(run.coverage),
  };
}
