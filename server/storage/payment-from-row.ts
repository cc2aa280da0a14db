import type { OpenOperation, PartBalance, Payment } from '../../shared/payment.ts';
import { addParts, allocate, noParts, subtractParts, sumParts } from '../../shared/tax-split.ts';
import type { Parts, TaxPart } from '../../shared/tax-split.ts';
import { refusalOf } from './operation-from-row.ts';
import { readStored } from './payment-columns.ts';
import type { OperationRow, PaymentRow } from './schema.ts';

/** The columns of a payment's open operation, joined with a prefix. */
export interface JoinedOpenOperation {
  open_id: string | null;
  open_kind: OperationRow['kind'] | null;
  open_state: OperationRow['state'] | null;
  open_amount: number | null;
  open_requested_by: string | null;
  open_requested_by_name: string | null;
  open_created_at: string | null;
  open_sent_at: string | null;
  open_next_check_at: string | null;
  open_send_after: string | null;
  open_verdict: string | null;
  open_toss_error_code: string | null;
  open_toss_message: string | null;
  open_settles_at: string | null;
}

export type JoinedPaymentRow = PaymentRow & JoinedOpenOperation;

/** Paid amounts by part, as told by Toss or by its documented default. */
function paidParts(row: PaymentRow): Parts {
  return {
    taxable: row.taxable,
    vat: row.vat,
    taxFree: row.tax_free,
    serviceFee: row.service_fee,
  };
}

/** What this desk refunded, by part. */
function ownRefundedParts(row: PaymentRow): Parts {
  return {
    taxable: row.own_taxable,
    vat: row.own_vat,
    taxFree: row.own_tax_free,
    serviceFee: row.own_service_fee,
  };
}

/** Won refunded by no operation of this desk. */
export function foreignRefundedWon(row: PaymentRow): number {
  return row.refunded - sumParts(ownRefundedParts(row));
}

/**
 * Refunded amounts by part. Toss gives no parts for refunds made elsewhere: these are spread over
 * the rest with the allocator for proportional refunds, and `known` is `false`.
 */
function refundedParts(row: PaymentRow): { refunded: Parts; known: boolean } {
  const own = ownRefundedParts(row);
  const outsideWon = foreignRefundedWon(row);
  if (outsideWon <= 0) return { refunded: own, known: row.parts_told === 1 };
  const left = subtractParts(paidParts(row), own);
  const spread = allocate(left, Math.min(outsideWon, sumParts(left))) ?? noParts;
  return { refunded: addParts(own, spread), known: false };
}

function openOperationFrom(row: JoinedPaymentRow): OpenOperation | null {
  if (
    row.open_id === null ||
    row.open_kind === null ||
    row.open_state === null ||
    row.open_created_at === null
  ) {
    return null;
  }
  return {
    id: row.open_id,
    kind: row.open_kind,
    state: row.open_state,
    amount: row.open_amount ?? 0,
    requestedBy: { id: row.open_requested_by ?? '', name: row.open_requested_by_name ?? '' },
    createdAt: row.open_created_at,
    sentAt: row.open_sent_at,
    nextCheckAt: row.open_next_check_at,
    sendAfter: row.open_send_after,
    refusal: refusalOf({
      state: row.open_state,
      verdict: row.open_verdict,
      toss_error_code: row.open_toss_error_code,
      toss_message: row.open_toss_message,
      settles_at: row.open_settles_at,
    }),
  };
}

/** Row → domain. */
export function paymentFromRow(row: JoinedPaymentRow): Payment {
  const paid = paidParts(row);
  const { refunded, known } = refundedParts(row);
  const balance = (part: TaxPart): PartBalance => ({
    paid: paid[part],
    refunded: refunded[part],
    remaining: paid[part] - refunded[part],
  });
  // Spreading into a new object takes three times as long.
  return Object.assign(readStored(row), {
    remaining: Math.max(0, row.amount - row.refunded),
    parts: {
      taxable: balance('taxable'),
      vat: balance('vat'),
      taxFree: balance('taxFree'),
      serviceFee: balance('serviceFee'),
    },
    partsKnown: known,
    openOperation: openOperationFrom(row),
  });
}
