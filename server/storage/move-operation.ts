/** The one way in which an operation changes its state, inside a unit of work. */
import type { Updateable } from 'kysely';
import { isOpen, nextState, type StaffRef, type TransitionCause } from '../../shared/operation.ts';
import type { Connection } from './connection.ts';
import { appendOperationEvent, type EventWhat } from './events.ts';
import type { EventRow, OperationRow } from './schema.ts';
import { first, run, sqlFor } from './statement.ts';

export interface Move {
  cause: TransitionCause;
  at: string;
  evidence: NonNullable<OperationRow['evidence_source']>;
  /** One English sentence: what was seen. Never a secret. */
  detail: string;
  staff?: StaffRef;
  /** Other columns that the move sets. */
  patch?: Updateable<OperationRow>;
  /** Toss's answer, for the journal. */
  answer?: { hash: string | null; text: string | null };
}

/** An outcome that has just become unclear: asked about at once, with nothing counted yet. */
export function askFrom(at: string) {
  return { next_check_at: at, absent_reads: 0, poor_reads: 0, checks: 0 };
}

const eventSource: Record<Move['evidence'], EventRow['source']> = {
  answer: 'status',
  status: 'status',
  staff: 'staff',
  desk: 'desk',
};

function whatOf(to: OperationRow['state']): EventWhat {
  if (to === 'sending') return 'operation-sent';
  return isOpen(to) ? 'operation-unclear' : 'operation-ended';
}

/**
 * Records the money of a refund that is proved done: the refund, the total, the parts. One that a
 * read had taken for somebody else's, before Toss told its number, becomes ours and counts once.
 */
function bookRefund(connection: Connection, operation: OperationRow, at: string): void {
  const refundNo = operation.toss_refund_no ?? operation.id;
  const claimed = run(
    connection,
    sqlFor
      .updateTable('payment_refund')
      .set({ origin: 'desk', operation_id: operation.id })
      .where('pay_token', '=', operation.pay_token)
      .where('refund_no', '=', refundNo)
      .where('amount', '=', operation.amount)
      .where('operation_id', 'is', null),
  );
  if (claimed === 0) {
    run(
      connection,
      sqlFor.insertInto('payment_refund').values({
        pay_token: operation.pay_token,
        refund_no: refundNo,
        amount: operation.amount,
        reason: operation.reason,
        refunded_at: at,
        first_seen_at: at,
        origin: 'desk',
        operation_id: operation.id,
      }),
    );
  }
  run(
    connection,
    sqlFor
      .updateTable('payment')
      .set((set) => ({
        refunded: set('refunded', '+', claimed === 0 ? operation.amount : 0),
        own_taxable: set('own_taxable', '+', operation.taxable ?? 0),
        own_vat: set('own_vat', '+', operation.vat ?? 0),
        own_tax_free: set('own_tax_free', '+', operation.tax_free ?? 0),
        own_service_fee: set('own_service_fee', '+', operation.service_fee ?? 0),
        changed_at: at,
      }))
      .where('pay_token', '=', operation.pay_token),
  );
}

/**
 * Moves an operation along the table of transitions and appends the event.
 * @throws Error when the table has no such move: the unit of work is rolled back
 */
export function moveOperation(
  connection: Connection,
  operation: OperationRow,
  move: Move,
): OperationRow {
  const to = nextState(operation.state, move.cause);
  if (to === undefined) {
    throw new Error(`No transition from ${operation.state} by ${move.cause}`);
  }
  const late =
    to === 'succeeded' && (!isOpen(operation.state) || operation.state === 'absent') ? 1 : 0;
  const moved: OperationRow = {
    ...operation,
    ...(move.patch as Partial<OperationRow> | undefined),
    state: to,
    cause: move.cause,
    state_since: move.at,
    evidence_source: move.evidence,
    evidence_detail: move.detail,
    late: operation.late === 1 || late === 1 ? 1 : 0,
    ended_at: isOpen(to) ? null : move.at,
    ...(isOpen(to) ? {} : { next_check_at: null }),
  };
  run(
    connection,
    sqlFor
      .updateTable('operation')
      .set({
        ...move.patch,
        state: moved.state,
        cause: moved.cause,
        state_since: moved.state_since,
        evidence_source: moved.evidence_source,
        evidence_detail: moved.evidence_detail,
        late: moved.late,
        ended_at: moved.ended_at,
        next_check_at: moved.next_check_at,
      })
      .where('id', '=', operation.id),
  );
  if (to === 'succeeded' && operation.kind === 'refund') bookRefund(connection, moved, move.at);
  appendOperationEvent(connection, moved, {
    at: move.at,
    what: whatOf(to),
    source: eventSource[move.evidence],
    state: to,
    staff_id: move.staff?.id ?? null,
    staff_name: move.staff?.name ?? null,
    detail: move.detail,
    answer_hash: move.answer?.hash ?? null,
    answer_text: move.answer?.text ?? null,
  });
  return moved;
}

/** The row of an operation, on the unit's connection. */
export function findOperationRow(connection: Connection, id: string): OperationRow | undefined {
  return first(connection, sqlFor.selectFrom('operation').selectAll().where('id', '=', id));
}
