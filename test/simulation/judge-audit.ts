/**
 * Promises about the audit log: every event of an operation is in it, in an unbroken chain. The
 * chain is computed here from its specification, not by the product's own code.
 */
import { createHash } from 'node:crypto';
import { twice } from '../../server/storage/statement.ts';
import type { AuditRow } from '../../server/storage/schema.ts';
import type { DeskDatabase } from './desk-database.ts';
import type { Stage } from './stage.ts';

/** Events of an operation that the log lacks or records differently. */
const untoldBy = (list: string, detail: string) => `SELECT ${list} AS told FROM event
  WHERE type = 'operation' AND NOT EXISTS (
    SELECT 1 FROM audit WHERE audit.operation_id = event.operation_id
      AND audit.action = event.what AND audit.at = event.at
      AND audit.actor_id IS NOT DISTINCT FROM event.staff_id
      AND ${detail} ->> 'state' IS NOT DISTINCT FROM event.state
      AND ${detail} ->> 'answerHash' IS NOT DISTINCT FROM event.answer_hash)`;

const untold = twice(
  untoldBy("group_concat(operation_id || ' ' || what)", 'audit.detail'),
  untoldBy("string_agg(operation_id || ' ' || what, ',')", 'CAST(audit.detail AS json)'),
);

const columns = [
  'seq',
  'at',
  'actor_type',
  'actor_id',
  'actor_name',
  'address',
  'action',
  'pay_token',
  'operation_id',
  'detail',
  'prev_hash',
] as const;

function hashOf(row: AuditRow): string {
  const text = JSON.stringify(columns.map((column) => row[column]));
  return createHash('sha256').update(text).digest('hex');
}

function rowsOf(database: DeskDatabase) {
  return {
    chain: database.query<AuditRow>('SELECT * FROM audit ORDER BY seq'),
    untold: database.query<{ told: string | null }>(untold),
    operationEvents: database.query<{ found: number }>(
      "SELECT count(*) AS found FROM event WHERE type = 'operation'",
    ),
  };
}

/** Judges the log at the end of a schedule. */
export function judgeAudit(stage: Stage): void {
  const rows = rowsOf(stage.database);
  let before = '0'.repeat(64);
  let tells = 0;
  for (const [index, row] of rows.chain.all().entries()) {
    const isLinked = row.seq === index + 1 && row.prev_hash === before;
    if (!isLinked || row.hash !== hashOf(row)) {
      stage.violation('the audit log is an unbroken chain', `row ${String(row.seq)}`);
      return;
    }
    before = row.hash;
    if (row.action.startsWith('operation-')) tells += 1;
  }
  const told = rows.untold.get()?.told ?? null;
  if (told !== null) stage.violation('the audit log tells what happened to operations', told);
  const happened = rows.operationEvents.get()?.found ?? 0;
  if (tells !== happened) {
    const detail = `${String(tells)} rows for ${String(happened)} events`;
    stage.violation('the audit log tells nothing that did not happen', detail);
  }
}
