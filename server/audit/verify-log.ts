/** Verifies the log of a database in small batches, so that the process stays responsive. */
import type { AuditVerdict } from '../../shared/audit.ts';
import { yieldToEventLoop } from '../yield-to-event-loop.ts';
import { newestAudit } from '../storage/audit.ts';
import { auditCheckpoints, auditRows, oldestAuditSeq } from '../storage/audit-log.ts';
import type { Read } from '../storage/unit.ts';
import type { AuditRow } from '../storage/schema.ts';
import type { TrustedKeys } from './audit-key.ts';
import { createChainCheck, type ChainCheck, type OutsideCheckpoint } from './check-chain.ts';

/** Rows per turn of the event loop: a few milliseconds. */
const ROWS_A_TURN = 200;

/** Reads rows in chain order, in batches: `seq` above `after`, up to `upTo`. */
export async function* rowBatches(
  read: Read,
  range: { after: number; upTo: number },
): AsyncGenerator<AuditRow[]> {
  let { after } = range;
  for (;;) {
    const rows = read(auditRows({ after, upTo: range.upTo, limit: ROWS_A_TURN }));
    const last = rows.at(-1);
    if (last === undefined) return;
    yield rows;
    after = last.seq;
    await yieldToEventLoop();
  }
}

/** Feeds rows to a check until one is broken. */
export async function checkRange(
  read: Read,
  check: ChainCheck,
  range: { after: number; upTo: number },
): Promise<AuditVerdict> {
  for await (const rows of rowBatches(read, range)) {
    if (!rows.every((row) => check.take(row))) break;
  }
  return check.verdict();
}

/**
 * Verifies the whole chain up to its present end.
 * @param outside checkpoints kept outside the desk
 * @param isOwn whether the desk or a command wrote a row; absent when that is unknown
 */
export async function verifyLog(
  read: Read,
  keys: TrustedKeys,
  outside: readonly OutsideCheckpoint[] = [],
  isOwn: (row: AuditRow) => boolean = () => true,
): Promise<AuditVerdict> {
  for (;;) {
    // Read the checkpoints first: rows added after this lie beyond them.
    const checkpoints = read(auditCheckpoints());
    const upTo = read(newestAudit())?.seq ?? 0;
    const begins = read(oldestAuditSeq());
    const check = createChainCheck({ keys, checkpoints, outside, isOwn });
    const verdict = await checkRange(read, check, { after: (begins ?? 1) - 1, upTo });
    // If the log was pruned during the run, an apparent gap may be none: start again.
    if (verdict.ok || read(oldestAuditSeq()) === begins) return verdict;
  }
}
