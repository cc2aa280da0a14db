import type { RefundItem } from '../../shared/items.ts';
import type { Operation, Refusal, StaffRef } from '../../shared/operation.ts';
import type { Parts } from '../../shared/tax-split.ts';
import type { OperationRow } from './schema.ts';

const person = (id: string | null, name: string | null): StaffRef | null =>
  id === null ? null : { id, name: name ?? '' };

type PartColumns = Pick<OperationRow, 'taxable' | 'vat' | 'tax_free' | 'service_fee'>;

/** A refund's parts. The table's CHECK ensures that refunds have all four and others none. */
export function partsOfRow(row: PartColumns): Parts {
  return {
    taxable: row.taxable ?? 0,
    vat: row.vat ?? 0,
    taxFree: row.tax_free ?? 0,
    serviceFee: row.service_fee ?? 0,
  };
}

/** The items that a refund gives back, as stored. */
export const itemsOfRow = (items: string | null): RefundItem[] | null =>
  items === null ? null : (JSON.parse(items) as RefundItem[]);

type RefusalColumns = Pick<
  OperationRow,
  'verdict' | 'toss_error_code' | 'toss_message' | 'settles_at'
> & { state: OperationRow['state'] | null };

/** Toss refused it, and reads must still confirm the refusal. */
export function isRefused(state: OperationRow['state'] | null, verdict: string | null): boolean {
  return state === 'unknown' && (verdict === 'refused' || verdict === 'wrong-key');
}

/** The refusal of an operation until it is confirmed. */
export function refusalOf(row: RefusalColumns): Refusal | null {
  if (!isRefused(row.state, row.verdict)) return null;
  return { code: row.toss_error_code, message: row.toss_message, confirmedAt: row.settles_at };
}

/** Row → domain. */
export function operationFromRow(row: OperationRow): Operation {
  return {
    id: row.id,
    payToken: row.pay_token,
    orderNo: row.order_no,
    kind: row.kind,
    state: row.state,
    late: row.late === 1,
    amount: row.amount,
    parts: row.kind === 'refund' ? partsOfRow(row) : null,
    items: itemsOfRow(row.items),
    reason: row.reason,
    note: row.note,
    bodyHash: row.body_hash,
    seenRefunded: row.seen_refunded,
    seenStatus: row.seen_status,
    requestedBy: { id: row.requested_by, name: row.requested_by_name },
    ...(row.token_maker !== null && { tokenMaker: row.token_maker }),
    approvedBy: person(row.approved_by, row.approved_by_name),
    resolvedBy: person(row.resolved_by, row.resolved_by_name),
    attempts: row.attempts,
    createdAt: row.created_at,
    sentAt: row.sent_at,
    endedAt: row.ended_at,
    evidence:
      row.evidence_source === null || row.cause === 'requested'
        ? null
        : {
            source: row.evidence_source,
            cause: row.cause,
            at: row.state_since,
            detail: row.evidence_detail ?? '',
            ...(row.evidence_grade !== null && { grade: row.evidence_grade }),
          },
    tossErrorCode: row.toss_error_code,
    tossMessage: row.toss_message,
    tossRefundNo: row.toss_refund_no,
    refusal: refusalOf(row),
    disputed: row.disputed === 1,
    nextCheckAt: row.next_check_at,
    sendAfter: row.send_after,
    approvalLapsesAt: row.approval_lapses_at,
    sole: row.sole === 1,
  };
}
