/**
 * A payment as bookkeeping lines: the money received and each refund, with their signs. The lines
 * of all payments of a filter add up to the sums that the list shows for it.
 */
import type { RefundEntry } from '../shared/api.ts';
import { pickItems, type Item } from '../shared/items.ts';
import { isPaid, type Payment } from '../shared/payment.ts';
import {
  addParts,
  allocate,
  noParts,
  subtractParts,
  type Parts,
  type TaxPart,
} from '../shared/tax-split.ts';

export type LineKind = 'payment' | 'refund' | 'outside-refund' | 'bank-transfer';

export interface Line {
  kind: LineKind;
  payment: Payment;
  /** When it was paid or refunded, ISO UTC; `null` when it was not, or Toss does not say. */
  at: string | null;
  /** Won; refunds are negative, an unpaid payment and a bank transfer are 0. */
  won: number;
  /** Won given back by bank transfer, beside `won`; with its sign. */
  transferred: number;
  /** Same sign and sum as `won`; `null` when Toss's figures allow no split. */
  parts: Parts | null;
  /** The parts are the desk's estimate, not Toss's figures; the reader must be told. */
  estimated: boolean;
  refundNo: string | null;
  reason: string | null;
  /** What was sold or given back; `null` where nobody said. */
  items: readonly Item[] | null;
  /** Who requested it through the desk; `null` otherwise. */
  staffName: string | null;
}

/** One column of a payment's balances. */
function balancesOf(payment: Payment, which: 'paid' | 'refunded'): Parts {
  const won = (part: TaxPart) => payment.parts[part][which];
  return {
    taxable: won('taxable'),
    vat: won('vat'),
    taxFree: won('taxFree'),
    serviceFee: won('serviceFee'),
  };
}

// Subtracting avoids −0, which multiplying by −1 would write into a file.
const negative = (parts: Parts): Parts => subtractParts(noParts, parts);

function paymentLine(payment: Payment): Line {
  const paid = isPaid(payment.status);
  return {
    kind: 'payment',
    payment,
    at: paid ? payment.completedAt : null,
    won: paid ? payment.amount : 0,
    transferred: 0 - payment.transferred,
    parts: paid ? balancesOf(payment, 'paid') : noParts,
    estimated: paid && !payment.partsKnown,
    refundNo: null,
    reason: null,
    items: payment.items,
    staffName: null,
  };
}

/** The part of Toss's refunded sum that none of its listed refunds covers, as one entry. */
function unlisted(payment: Payment, refunds: readonly RefundEntry[]): RefundEntry[] {
  const listed = refunds.reduce((sum, { amount }) => sum + amount, 0);
  const amount = payment.refunded - listed;
  if (amount === 0) return [];
  const unknown = { parts: null, reason: null, at: null, operationId: null, staff: null };
  return [{ refundNo: '', amount, ...unknown, discounted: null, items: null }];
}

function refundLines(payment: Payment, refunds: readonly RefundEntry[]): Line[] {
  const known = refunds.reduce((sum, { parts }) => addParts(sum, parts ?? noParts), noParts);
  // Refunds without known parts are allocated in order from what the known ones leave.
  let left = subtractParts(balancesOf(payment, 'refunded'), known);
  return refunds.map((refund) => {
    const reckoned = refund.parts ?? allocate(left, refund.amount, 'proportional');
    if (refund.parts === null && reckoned !== null) left = subtractParts(left, reckoned);
    return {
      kind: refund.operationId === null ? 'outside-refund' : 'refund',
      payment,
      at: refund.at,
      won: -refund.amount,
      transferred: 0,
      parts: reckoned === null ? null : negative(reckoned),
      estimated: refund.parts === null,
      refundNo: refund.refundNo === '' ? null : refund.refundNo,
      reason: refund.reason,
      items: refund.items === null ? null : pickItems(payment.items ?? [], refund.items),
      staffName: refund.staff?.name ?? null,
    };
  });
}

/**
 * A payment's lines: itself, then its refunds, oldest first.
 * @param refunds as the desk lists them, newest first
 */
export function linesOf(payment: Payment, refunds: readonly RefundEntry[]): Line[] {
  const all = [...refunds.toReversed(), ...unlisted(payment, refunds)];
  return [paymentLine(payment), ...refundLines(payment, all)];
}

/** A bank transfer of its own; its parts stand in no column, as it is in no sum of refunds. */
export function transferLine(
  payment: Payment,
  sent: { amount: number; at: string; staffName: string },
): Line {
  return {
    kind: 'bank-transfer',
    payment,
    at: sent.at,
    won: 0,
    transferred: -sent.amount,
    parts: null,
    estimated: false,
    refundNo: null,
    reason: null,
    items: null,
    staffName: sent.staffName,
  };
}

/** Without the estimated parts of refunds, so that parts add up to what is known alone. */
export function withoutEstimate(line: Line): Line {
  return line.kind !== 'payment' && line.estimated ? { ...line, parts: null } : line;
}

/** Sums of a file, in won. */
export interface Totals {
  payments: number;
  paid: number;
  refunded: number;
  /** By bank transfer, beside `refunded`; with its sign. */
  transferred: number;
  paidParts: Parts;
  refundedParts: Parts;
  /** Of `refunded`: without known parts, whether an estimate is among `refundedParts` or not. */
  unknown: number;
}

export const noTotals: Totals = {
  payments: 0,
  paid: 0,
  refunded: 0,
  transferred: 0,
  paidParts: noParts,
  refundedParts: noParts,
  unknown: 0,
};

/** Adds one line to the sums; refunds count with their sign. */
export function addLine(totals: Totals, line: Line): Totals {
  const { kind, won, parts, estimated } = line;
  const added = parts ?? noParts;
  const transferred = totals.transferred + line.transferred;
  return kind === 'payment'
    ? {
        ...totals,
        transferred,
        payments: totals.payments + 1,
        paid: totals.paid + won,
        paidParts: addParts(totals.paidParts, added),
      }
    : {
        ...totals,
        transferred,
        refunded: totals.refunded + won,
        refundedParts: addParts(totals.refundedParts, added),
        unknown: totals.unknown + (estimated ? won : 0),
      };
}
