/**
 * The log as one file that verifies by itself: JSON lines, first what it is and whose keys have
 * signed it, then every row and every checkpoint, last how many there must have been. Anybody who
 * has it needs nothing of the desk but a fingerprint or a checkpoint that was kept elsewhere.
 */
import type { AuditActor } from '../../shared/audit.ts';
import { fileStamp } from '../../shared/file-stamp.ts';
import { appendAudit, newestAudit } from '../storage/audit.ts';
import { auditCheckpoints, oldestAuditSeq } from '../storage/audit-log.ts';
import type { Connection } from '../storage/connection.ts';
import type { AuditRow } from '../storage/schema.ts';
import type { Storage } from '../storage/storage.ts';
import type { TrustedKeys } from './audit-key.ts';
import { rowsInTurns } from './verify-log.ts';

/** `changgu-audit-20261124-090000KST.ndjson` @param at ISO UTC */
export function exportName(at: string): string {
  return `changgu-audit-${fileStamp(at)}.ndjson`;
}

/** Records who takes the log along and why; to be done before its first byte goes out. */
export function recordExport(
  storage: Storage,
  given: { at: string; actor: AuditActor; reason: string },
): Promise<void> {
  const { at, actor, reason } = given;
  return storage.transact((connection) => {
    const detail = { what: 'audit-log', reason };
    appendAudit(connection, { at, actor, action: 'data-exported', detail });
  });
}

const line = (kind: 'header' | 'row' | 'checkpoint' | 'end', value: object) =>
  `${JSON.stringify({ [kind]: value })}\n`;

/** `detail` stays the text that was hashed. */
function rowLine(row: AuditRow): string {
  return line('row', {
    seq: row.seq,
    at: row.at,
    actorType: row.actor_type,
    actorId: row.actor_id,
    actorName: row.actor_name,
    address: row.address,
    action: row.action,
    payToken: row.pay_token,
    operationId: row.operation_id,
    detail: row.detail,
    prevHash: row.prev_hash,
    hash: row.hash,
  });
}

/**
 * The file, piece by piece: the log as it is when the first piece is asked for, whatever is
 * appended meanwhile. A log that doesn't hold is told as it stands, too.
 * @param at when it is made, ISO UTC
 * @throws Error when old rows were taken out meanwhile; half a file is none
 */
export async function* exportLog(
  connection: Connection,
  keys: TrustedKeys,
  at: string,
): AsyncGenerator<string> {
  const checkpoints = auditCheckpoints(connection);
  const upTo = newestAudit(connection)?.seq ?? 0;
  const begins = oldestAuditSeq(connection);
  const header = { format: 'changgu-audit', version: 1, exportedAt: at, publicKeys: keys.pems };
  yield line('header', header);
  let rows = 0;
  let last: AuditRow | undefined;
  for await (const some of rowsInTurns(connection, { after: (begins ?? 1) - 1, upTo })) {
    yield some.map(rowLine).join('');
    rows += some.length;
    last = some.at(-1);
  }
  if (oldestAuditSeq(connection) !== begins) {
    throw new Error('The audit log was pruned while it was exported');
  }
  yield checkpoints.map((checkpoint) => line('checkpoint', checkpoint)).join('');
  yield line('end', {
    rows,
    checkpoints: checkpoints.length,
    lastSeq: last?.seq ?? null,
    lastHash: last?.hash ?? null,
  });
}
