/** A payout day with its lines, and what is unmatched. */
import type { SettlementDay } from '../../shared/api.ts';
import { isPaid } from '../../shared/payment.ts';
import { DAY_LINES_MAX, type OwnState } from '../../shared/settlement.ts';
import { invoiceOf } from '../../shared/settlement-fee.ts';
import { findPaymentOn } from '../storage/payments.ts';
import { depositsOfDay } from '../storage/settlement-deposits.ts';
import {
  countMissing,
  countUnmatchedLines,
  linesOfDay,
  missingOfAllDays,
  missingOfDay,
  missingOfPayment,
  linesOfPayment,
  refundsInOrder,
  unmatchedLines,
} from '../storage/settlement-figures.ts';
import { depositView } from './deposit-view.ts';
import { lineView, missingView } from './line-view.ts';
import { readDays } from './read-days.ts';
import { mapUnit, type Unit } from '../storage/unit.ts';

/** Most unmatched entries in one answer. */
const MOST_UNMATCHED = 500;

/** The first of a list, and how many more there are. */
const some = <T>(items: T[], all: number) => ({ items, left: Math.max(0, all - items.length) });

/** A charged fee is below 0 in a line, and above 0 on an invoice. */
export const invoiceFor = ({ fee, vat }: { fee: number; vat: number }) =>
  invoiceOf(-(fee + vat) + 0);

export function* readDay(
  day: string,
  { mode, nowMs }: { mode: 'test' | 'live'; nowMs: number },
): Unit<SettlementDay> {
  const [head] = (yield* readDays({ from: day, to: day }, nowMs)).heads;
  if (head === undefined) throw new Error(`No day ${day}`);
  const lines = yield* linesOfDay(day, DAY_LINES_MAX);
  const missing = yield* missingOfDay(day, DAY_LINES_MAX);
  const entries = (yield* depositsOfDay(day)).map(depositView);
  const [newest] = entries;
  const deposit = newest === undefined || newest.isRemoved ? null : newest;
  return {
    ...head,
    mode,
    lines: some(yield* mapUnit(lines, lineView), head.sums.lines),
    missing: some(missing.map(missingView), head.toCheck.missing),
    deposit,
    depositsBefore: deposit === null ? entries : entries.slice(1),
    invoice: invoiceFor(head.sums),
  };
}

export function* readUnmatched() {
  const lines = yield* unmatchedLines(MOST_UNMATCHED);
  const missing = yield* missingOfAllDays(MOST_UNMATCHED);
  return {
    lines: some(yield* mapUnit(lines, lineView), yield* countUnmatchedLines()),
    missing: some(missing.map(missingView), yield* countMissing()),
  };
}

/** The lines of a payment, and what of it has none. */
export function* readPayment(payToken: string) {
  const payment = yield* findPaymentOn(payToken);
  if (payment === undefined) return undefined;
  const lines = (yield* linesOfPayment(payToken)).filter((line) => line.is_gone === 0);
  const missing = new Set(
    (yield* missingOfPayment(payToken)).map(({ kind, refund_no }) => `${kind} ${refund_no}`),
  );
  const stateOf = (kind: string, isSettled: boolean, applies: boolean): OwnState => {
    if (isSettled) return 'settled';
    if (missing.has(kind)) return 'missing';
    return applies ? 'pending' : 'exempt';
  };
  const { orderNo, productDesc, status, amount, completedAt } = payment;
  const about = { payToken, orderNo, productDesc };
  const refunds = (yield* refundsInOrder(payToken)).map((refund) => ({
    ...about,
    kind: 'REFUND' as const,
    refundNo: refund.refund_no,
    won: -refund.amount,
    at: refund.refunded_at,
    isOwn: refund.operation_id !== null,
    state: stateOf(
      `REFUND ${refund.refund_no}`,
      lines.some((line) => line.refund_no === refund.refund_no),
      true,
    ),
  }));
  const isSettled = lines.some(({ type }) => type === 'PAY');
  const own = {
    ...about,
    kind: 'PAY' as const,
    refundNo: null,
    ...{ won: amount, at: completedAt, isOwn: true },
    state: stateOf('PAY ', isSettled, isPaid(status)),
  };
  return { lines: yield* mapUnit(lines, lineView), own: [own, ...refunds] };
}
