/**
 * Exports the log as one file that can be verified alone: JSON lines with a header (format, public
 * keys), every row, every checkpoint, and the expected counts. The reader needs only a key
 * fingerprint or a checkpoint that was kept elsewhere.
 */
import type { AuditActor } from '../../shared/audit.ts';
import { fileStamp } from '../../shared/file-stamp.ts';
import { appendAudit, newestAudit } from '../storage/audit.ts';
import { auditCheckpoints, oldestAuditSeq } from '../storage/audit-log.ts';
import type { Read } from '../storage/unit.ts';
import type { AuditRow } from '../storage/schema.ts';
import type { Storage } from '../storage/storage.ts';
import type { TrustedKeys } from './audit-key.ts';
import { rowBatches } from './verify-log.ts';

/** Returns `changgu-audit-20261124-090000KST.ndjson`. @param at ISO UTC */
export function exportName(at: string): string {
  return `changgu-audit-${fileStamp(at)}.ndjson`;
}

/** Records who exports the log and why; call it before the first byte is sent. */
export function recordExport(
  storage: Storage,
  given: { at: string; actor: AuditActor; reason: string },
): Promise<void> {
  const { at, actor, reason } = given;
  return storage.transact(function* () {
    const detail = { what: 'audit-log', reason };
    yield* appendAudit({ at, actor, action: 'data-exported', detail });
  });
}

const line = (kind: 'header' | 'row' | 'checkpoint' | 'end', value: object) =>
  `${JSON.stringify({ [kind]: value })}\n`;

/** `detail` is the exact text that was hashed. */
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
 * Yields the file in chunks: the log as of the first chunk, without later rows. A broken log is
 * exported as it is.
 * @param at time of the export, ISO UTC
 * @throws Error when rows were pruned during the export; the file is then incomplete
 */
export async function* exportLog(
  read: Read,
  keys: TrustedKeys,
  at: string,
): AsyncGenerator<string> {
  const checkpoints = read(auditCheckpoints());
  const upTo = read(newestAudit())?.seq ?? 0;
  const begins = read(oldestAuditSeq());
  const header = { format: 'changgu-audit', version: 1, exportedAt: at, publicKeys: keys.pems };
  yield line('header', header);
  let rows = 0;
  let last: AuditRow | undefined;
  for await (const some of rowBatches(read, { after: (begins ?? 1) - 1, upTo })) {
    yield some.map(rowLine).join('');
    rows += some.length;
    last = some.at(-1);
  }
  if (read(oldestAuditSeq()) !== begins) {
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
