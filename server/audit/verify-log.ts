/** Verifies the log of a database, beside whatever else the process does. */
import type { AuditVerdict } from '../../shared/audit.ts';
import { letOthersRun } from '../let-others-run.ts';
import { newestAudit } from '../storage/audit.ts';
import { auditCheckpoints, auditRows, oldestAuditSeq } from '../storage/audit-log.ts';
import type { Connection } from '../storage/connection.ts';
import type { AuditRow } from '../storage/schema.ts';
import type { TrustedKeys } from './audit-key.ts';
import { createChainCheck, type ChainCheck, type OutsideCheckpoint } from './check-chain.ts';

/** A few milliseconds' worth: a desk at work answers in between. */
const ROWS_A_TURN = 200;

/** The rows of the chain in its own order, some at a time, after one number up to another. */
export async function* rowsInTurns(
  connection: Connection,
  span: { after: number; upTo: number },
): AsyncGenerator<AuditRow[]> {
  let { after } = span;
  for (;;) {
    const rows = auditRows(connection, { after, upTo: span.upTo, limit: ROWS_A_TURN });
    const last = rows.at(-1);
    if (last === undefined) return;
    yield rows;
    after = last.seq;
    await letOthersRun();
  }
}

/** Hands a span of the chain to a check, as far as it holds. */
export async function walkChain(
  connection: Connection,
  check: ChainCheck,
  span: { after: number; upTo: number },
): Promise<AuditVerdict> {
  for await (const rows of rowsInTurns(connection, span)) {
    if (!rows.every((row) => check.take(row))) break;
  }
  return check.verdict();
}

/**
 * Reads the whole chain up to its present end.
 * @param outside checkpoints that were kept elsewhere
 * @param isOwn whether somebody wrote a row who may; absent where nobody remembers
 */
export async function verifyLog(
  connection: Connection,
  keys: TrustedKeys,
  outside: readonly OutsideCheckpoint[] = [],
  isOwn: (row: AuditRow) => boolean = () => true,
): Promise<AuditVerdict> {
  for (;;) {
    // The checkpoints first: what is appended meanwhile can then only be beyond them.
    const checkpoints = auditCheckpoints(connection);
    const upTo = newestAudit(connection)?.seq ?? 0;
    const begins = oldestAuditSeq(connection);
    const check = createChainCheck({ keys, checkpoints, outside, isOwn });
    const verdict = await walkChain(connection, check, { after: (begins ?? 1) - 1, upTo });
    // Where it was pruned under the reader's feet, what looks like a hole may be none.
    if (verdict.ok || oldestAuditSeq(connection) === begins) return verdict;
  }
}
