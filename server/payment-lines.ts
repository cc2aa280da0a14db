/**
 * What a payment is in the books of a shop: money that came, and money that went back, each a line
 * of its own with its sign. The lines of a filter add up to the sums that the list shows of it.
 */
import type { RefundEntry } from '../shared/api.ts';
import { isPaid, type Payment } from '../shared/payment.ts';
import {
  addParts,
  allocate,
  noParts,
  subtractParts,
  type Parts,
  type TaxPart,
} from '../shared/tax-split.ts';

export type LineKind = 'payment' | 'refund' | 'outside-refund';

export interface Line {
  kind: LineKind;
  payment: Payment;
  /** When it was paid or went back, ISO UTC; `null` where it wasn't, or Toss doesn't tell. */
  at: string | null;
  /** Won; what went back is negative, and 0 what was never paid. */
  won: number;
  /** Signed as `won` and of the same sum; `null` where Toss's figures allow none. */
  parts: Parts | null;
  /** Somebody has to be told that the parts are the desk's reckoning and not Toss's word. */
  estimated: boolean;
  refundNo: string | null;
  reason: string | null;
  /** Who asked for it, where it was done through the desk. */
  staffName: string | null;
}

/** Some part of a payment's balances. */
function balancesOf(payment: Payment, which: 'paid' | 'refunded'): Parts {
  const won = (part: TaxPart) => payment.parts[part][which];
  return {
    taxable: won('taxable'),
    vat: won('vat'),
    taxFree: won('taxFree'),
    serviceFee: won('serviceFee'),
  };
}

// Not by multiplying: a file must not show a part of −0 won.
const negative = (parts: Parts): Parts => subtractParts(noParts, parts);

function paymentLine(payment: Payment): Line {
  const paid = isPaid(payment.status);
  return {
    kind: 'payment',
    payment,
    at: paid ? payment.completedAt : null,
    won: paid ? payment.amount : 0,
    parts: paid ? balancesOf(payment, 'paid') : noParts,
    estimated: paid && !payment.partsKnown,
    refundNo: null,
    reason: null,
    staffName: null,
  };
}

/** What went back by Toss's sum and is in none of the refunds that it lists. */
function unlisted(payment: Payment, refunds: readonly RefundEntry[]): RefundEntry[] {
  const listed = refunds.reduce((sum, { amount }) => sum + amount, 0);
  const amount = payment.refunded - listed;
  if (amount === 0) return [];
  const unknown = { parts: null, reason: null, at: null, operationId: null, staff: null };
  return [{ refundNo: '', amount, ...unknown }];
}

function refundLines(payment: Payment, refunds: readonly RefundEntry[]): Line[] {
  const known = refunds.reduce((sum, { parts }) => addParts(sum, parts ?? noParts), noParts);
  // What nobody knows the parts of shares, one after the other, what is left of the payment's own.
  let left = subtractParts(balancesOf(payment, 'refunded'), known);
  return refunds.map((refund) => {
    const reckoned = refund.parts ?? allocate(left, refund.amount, 'proportional');
    if (refund.parts === null && reckoned !== null) left = subtractParts(left, reckoned);
    return {
      kind: refund.operationId === null ? 'outside-refund' : 'refund',
      payment,
      at: refund.at,
      won: -refund.amount,
      parts: reckoned === null ? null : negative(reckoned),
      estimated: refund.parts === null,
      refundNo: refund.refundNo === '' ? null : refund.refundNo,
      reason: refund.reason,
      staffName: refund.staff?.name ?? null,
    };
  });
}

/**
 * A payment's lines: itself, then what went back on it, the oldest first.
 * @param refunds as the desk lists them, the newest first
 */
export function linesOf(payment: Payment, refunds: readonly RefundEntry[]): Line[] {
  const all = [...refunds.toReversed(), ...unlisted(payment, refunds)];
  return [paymentLine(payment), ...refundLines(payment, all)];
}

/** The sums of a file, in won. */
export interface Totals {
  payments: number;
  paid: number;
  refunded: number;
  paidParts: Parts;
  refundedParts: Parts;
}

export const noTotals: Totals = {
  payments: 0,
  paid: 0,
  refunded: 0,
  paidParts: noParts,
  refundedParts: noParts,
};

/** The sums with one more line; what went back is counted with its sign. */
export function addLine(totals: Totals, { kind, won, parts }: Line): Totals {
  const added = parts ?? noParts;
  return kind === 'payment'
    ? {
        ...totals,
        payments: totals.payments + 1,
        paid: totals.paid + won,
        paidParts: addParts(totals.paidParts, added),
      }
    : {
        ...totals,
        refunded: totals.refunded + won,
        refundedParts: addParts(totals.refundedParts, added),
      };
}
