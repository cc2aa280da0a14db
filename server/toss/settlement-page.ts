/** A page of Toss Pay's settlement (정산 내역), as the desk understands it. */
import type { SettlementDateType } from '../../shared/settlement.ts';

export interface SettlementQuestion {
  dateType: SettlementDateType;
  /** A Seoul day, `'2026-11-24'`. */
  day: string;
  /** From the page before; `null` for the first page. */
  cursor: string | null;
}

/** A line of the settlement. Won have the signs of their type, whatever Toss sent. */
export interface SettledLine {
  transactionId: string;
  /** `PAY`, `REFUND`, or another as Toss sent it. */
  type: string;
  payToken: string;
  orderNo: string;
  method: string;
  amount: number;
  fee: number;
  vat: number;
  settleDay: string;
  /** `null` where Toss tells none, as for test payments. */
  dueDay: string | null;
  /** ISO-8601 UTC. */
  settledAt: string | null;
  /** A refund that was sent with the signs of a payment, as in the sample. */
  signWasWrong: boolean;
}

/** Sums of the amounts as they were sent. */
export interface SettlementTotals {
  amount: number;
  fee: number;
  vat: number;
  feeAndVat: number;
}

export interface SettlementPage {
  lines: SettledLine[];
  /** Of this page's lines. */
  sums: SettlementTotals;
  /** What Toss says of all pages. */
  totals: SettlementTotals;
  /** `null` at the end. */
  next: string | null;
  /** Of each line: fee and VAT are their sum. */
  addsUp: boolean;
}

export const noWon: SettlementTotals = { amount: 0, fee: 0, vat: 0, feeAndVat: 0 };

export const addTotals = (a: SettlementTotals, b: SettlementTotals): SettlementTotals => ({
  amount: a.amount + b.amount,
  fee: a.fee + b.fee,
  vat: a.vat + b.vat,
  feeAndVat: a.feeAndVat + b.feeAndVat,
});

export const sameTotals = (a: SettlementTotals, b: SettlementTotals) =>
  a.amount === b.amount && a.fee === b.fee && a.vat === b.vat && a.feeAndVat === b.feeAndVat;
