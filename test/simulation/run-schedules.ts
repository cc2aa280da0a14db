/** Runs schedules sequentially in this process. */
import { createHash } from 'node:crypto';
import { createLogger } from '../../server/log.ts';
import { addCoverage, createCoverage, type Coverage } from './coverage.ts';
import type { DeskDatabase } from './desk-database.ts';
import { PostgresDatabase } from './postgres-database.ts';
import { InMemoryDatabase } from './sqlite-database.ts';
import { drawProfile } from './draw-profile.ts';
import type { Focus } from './profile.ts';
import { createRng } from './rng.ts';
import { runSchedule, type Resources, type ScheduleOptions } from './schedule.ts';
import type { Violation } from './stage.ts';
import { TossBooks } from './toss-books.ts';

export interface SchedulesToRun extends ScheduleOptions {
  seed: string;
  from: number;
  count: number;
  /** Runs every `step`-th index only, so that several processes can share a run. */
  step?: number;
  /** A server of PostgreSQL, by its superuser's address: it gets a database of the run's own. */
  postgres?: string | undefined;
  /** Runs only schedules with one of these focuses. */
  focuses?: readonly Focus[];
  onViolation?: (violation: Violation) => void;
  onLog?: (index: number, log: string) => void;
  /** Called after each schedule: `true` ends the run early. */
  isEnough?: () => boolean;
}

export interface SchedulesRun {
  schedules: number;
  violations: number;
  coverage: Coverage;
  seconds: number;
  /** SHA-256 of each schedule's log, in order of the index. */
  digests: { index: number; digest: string }[];
}

function openDatabase(postgres: string | undefined): DeskDatabase {
  return postgres === undefined ? new InMemoryDatabase() : new PostgresDatabase(postgres);
}

function openResources(postgres: string | undefined): Resources {
  const sink = { line: (_line: string): void => undefined };
  return {
    database: openDatabase(postgres),
    books: new TossBooks(),
    log: createLogger('info', (line) => sink.line(line)),
    sink,
  };
}

function isWanted({ seed, focuses }: SchedulesToRun, index: number): boolean {
  return focuses === undefined || focuses.includes(drawProfile(createRng(seed, index)).focus);
}

/**
 * Runs schedules of one seed. Each is the same whether it runs alone or after a million others.
 * @throws Error where the simulation itself fails
 */
export async function runSchedules(run: SchedulesToRun): Promise<SchedulesRun> {
  const resources = openResources(run.postgres);
  const coverage = createCoverage();
  const digests: SchedulesRun['digests'] = [];
  const step = run.step ?? 1;
  let violations = 0;
  const startedAt = performance.now();
  try {
    for (let index = run.from; index < run.from + run.count; index += step) {
      if (!isWanted(run, index)) continue;
      const result = await runSchedule(resources, run.seed, index, run);
      addCoverage(coverage, result.coverage);
      digests.push({ index, digest: result.digest });
      run.onLog?.(index, result.log);
      violations += result.violations.length;
      for (const violation of result.violations) run.onViolation?.(violation);
      if (run.isEnough?.() === true) break;
    }
  } finally {
    resources.books.close();
    resources.database.close();
  }
  const seconds = (performance.now() - startedAt) / 1000;
  return { schedules: digests.length, violations, coverage, seconds, digests };
}

/** One digest of a whole run, independent of how it was split. */
export function digestOf(digests: SchedulesRun['digests']): string {
  const hash = createHash('sha256');
  for (const { digest } of digests.toSorted((a, b) => a.index - b.index)) hash.update(digest);
  return hash.digest('hex');
}
