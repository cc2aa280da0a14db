/** The database of a whole run, on one of the product's engines. */
import type { Clock } from '../../server/clock.ts';
import type { Storage } from '../../server/storage/storage.ts';
import type { StatementText, Unit } from '../../server/storage/unit.ts';
import type { OperationState } from '../../shared/operation.ts';

/** The step of a unit of work: before its BEGIN, at a statement, or at its COMMIT. */
export type UnitStep = 'begin' | 'statement' | 'commit';

/** One transition of an operation, recorded by a trigger of the simulation. */
export interface SeenMove {
  id: string;
  from: OperationState;
  cause: string;
  to: OperationState;
}

/** Observes units of work; may throw to make a step fail. */
export interface UnitWatch {
  step(step: UnitStep, sql: string): void;
  /** @param born ids of the operations that the unit recorded */
  committed(moves: readonly SeenMove[], born: readonly string[]): void;
  /** Called after a commit: whether the caller gets an error in spite of it. */
  losesCommit(): boolean;
}

/** A query of the simulation itself. */
export interface OwnQuery<Row> {
  get(...values: unknown[]): Row | undefined;
  all(...values: unknown[]): Row[];
}

/**
 * Migrated once by the product's migrations. Each schedule runs inside a savepoint that is rolled
 * back at its end; a backup is a savepoint too, and restoring it rolls back to it.
 */
export interface DeskDatabase {
  /** Number of commits; what was read from the tables can be cached until the next one. */
  readonly commits: number;
  /** What the product works on. */
  storage(clock: Clock): Storage;
  /** Reads what is committed, prepared once. */
  query<Row>(sql: StatementText): OwnQuery<Row>;
  /** Runs a unit past the watch. */
  runBeside(unit: Unit<void>): void;
  /** Opens a schedule's savepoint; `endSchedule` rolls it back. */
  beginSchedule(watch: UnitWatch): void;
  endSchedule(): void;
  /** Takes a backup of everything that is committed. */
  takeBackup(): void;
  /** Restores the backup; it can be restored again. */
  restoreBackup(): void;
  close(): void;
}

/**
 * Whether a desk set to v1 reads a payment by v2: it has sent a refund of it by v2, or may have
 * before a restore. In SQL of the simulation's own, so that a fault in the desk's is noticed.
 */
export function hasRefundByV2(database: DeskDatabase, payToken: string): boolean {
  const row = database
    .query<{ found: number }>(
      `SELECT (SELECT count(*) FROM operation WHERE pay_token = payment.pay_token
            AND kind = 'refund' AND api_version = 'v2'
            AND (state <> 'declined' OR cause = 'backup-restored'))
          + CASE WHEN quarantined = 1 AND EXISTS (SELECT 1 FROM operation
              WHERE api_version = 'v2' AND sent_at IS NOT NULL) THEN 1 ELSE 0 END AS found
        FROM payment WHERE pay_token = ?`,
    )
    .get(payToken);
  return row !== undefined && row.found !== 0;
}
