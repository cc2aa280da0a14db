/** Removes rows older than two years from the log and appends a signed row that says so. */
import { appendAudit } from '../storage/audit.ts';
import type { AuditActor, AuditCheckpoint } from '../../shared/audit.ts';
import { yearsBefore } from '../../shared/kst.ts';
import {
  checkpointBefore,
  dropAuditRows,
  firstAuditSeqAfter,
  oldestAuditSeq,
} from '../storage/audit-log.ts';
import type { Storage } from '../storage/storage.ts';
import type { AuditKey } from './audit-key.ts';
import type { Broken } from './check-chain.ts';
import { signPruning } from './signed-texts.ts';
import { verifyLog } from './verify-log.ts';

/** The retention that the law requires for a shop's access records; the database enforces it. */
const KEPT_YEARS = 2;
/** Rows per transaction: a few milliseconds of the write lock, for which a running desk waits. */
const ROWS_A_TIME = 200;

export interface Pruned {
  rows: number;
  /** The first row that stays; `null` for an empty log. */
  beginsAt: number | null;
  /** Why nothing was removed: a broken log is evidence. */
  broken: Broken | null;
}

/** The newest checkpoint before which every row is old enough. */
function lastOldCheckpoint({ read, clock }: Storage): AuditCheckpoint | null {
  const cutoff = yearsBefore(clock.nowIso(), KEPT_YEARS);
  const firstYoung = read(firstAuditSeqAfter(cutoff)) ?? Number.MAX_SAFE_INTEGER;
  return read(checkpointBefore(firstYoung));
}

/**
 * Prunes the log up to the newest old checkpoint. The row that records it is written first, so an
 * interrupted pruning leaves a valid log, and the next one continues.
 * @param rest pause between two transactions, so that a running desk can write
 */
export async function pruneLog(
  storage: Storage,
  key: AuditKey,
  { actor, rest }: { actor: AuditActor; rest: () => Promise<void> },
): Promise<Pruned> {
  const { read, clock } = storage;
  const { broken } = await verifyLog(read, key.trusted);
  const oldest = read(oldestAuditSeq());
  const last = lastOldCheckpoint(storage);
  const nothing = { rows: 0, beginsAt: oldest, broken };
  if (broken !== null || oldest === null || last === null || last.seq < oldest) return nothing;
  const at = clock.nowIso();
  const pruning = { beginsAt: last.seq + 1, prevHash: last.hash };
  const rows = last.seq - oldest + 1;
  const signature = signPruning(key, { ...pruning, at });
  await storage.transact(() =>
    appendAudit({
      at,
      actor,
      action: 'audit-pruned',
      detail: { ...pruning, rows, signature },
    }),
  );
  for (let from = oldest; from <= last.seq; from += ROWS_A_TIME) {
    const count = Math.min(ROWS_A_TIME, last.seq - from + 1);
    await storage.transact(() =>
      dropAuditRows(Array.from({ length: count }, (_, index) => from + index)),
    );
    await rest();
  }
  return { rows, beginsAt: pruning.beginsAt, broken: null };
}
