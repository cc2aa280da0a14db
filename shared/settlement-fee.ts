/**
 * The fee of a settlement line by the contract: amount × rate without its fraction, and VAT of a
 * tenth of that, rounded half up (Toss's policy). Fees are won of 0 or more here; a line has them
 * with a minus where they are charged.
 */
import type { FeeBackRule } from './settlement.ts';

export interface Fee {
  fee: number;
  vat: number;
}

/** A payment before and after one of its refunds, and as it was paid; won. */
export interface RefundStep {
  paid: number;
  before: number;
  after: number;
}

const FULL_BP = 10_000;
const noFee: Fee = { fee: 0, vat: 0 };

export function feeOf(won: number, rateBp: number): Fee {
  const fee = Math.floor((won * rateBp) / FULL_BP);
  return { fee, vat: Math.floor((fee + 5) / 10) };
}

/** What a refund brings back. */
export function feeBackOf(
  rule: FeeBackRule,
  { paid, before, after }: RefundStep,
  rateBp: number,
): Fee {
  switch (rule) {
    case 'none':
      return noFee;
    case 'full-refund-only':
      return after === 0 ? feeOf(paid, rateBp) : noFee;
    case 'proportional':
      return feeOf(before - after, rateBp);
    case 'difference': {
      const former = feeOf(before, rateBp);
      const left = feeOf(after, rateBp);
      return { fee: former.fee - left.fee, vat: former.vat - left.vat };
    }
  }
}

const isSame = (a: Fee, b: Fee) => a.fee === b.fee && a.vat === b.vat;

/** Rates are written with these steps, the roundest first. */
const STEPS_BP = [100, 50, 10, 5, 1];

/**
 * The rate that would give this fee: the roundest, since several fit a small amount.
 * @returns `null` where no rate does
 */
export function rateThatFits(charged: Fee, feeAt: (rateBp: number) => Fee): number | null {
  // The fee never falls where the rate rises, so those that fit are neighbours.
  let low = 0;
  let high = FULL_BP;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (feeAt(middle).fee < charged.fee) low = middle + 1;
    else high = middle;
  }
  if (!isSame(feeAt(low), charged)) return null;
  for (const step of STEPS_BP) {
    const round = Math.ceil(low / step) * step;
    if (round <= FULL_BP && isSame(feeAt(round), charged)) return round;
  }
  return low;
}

/** The rules that explain what a refund brought back at a rate. */
export function rulesThatFit(
  charged: Fee,
  step: RefundStep,
  rateBp: number,
  rules: readonly FeeBackRule[],
): FeeBackRule[] {
  return rules.filter((rule) => isSame(feeBackOf(rule, step, rateBp), charged));
}

/**
 * A tax invoice of fees that Toss kept: supply = (fee + VAT) / 1.1, and the rest is VAT. It differs
 * from Σ VAT of the lines by their rounding.
 * @param won fee and VAT together; below 0 where more came back than was kept
 */
export function invoiceOf(won: number): { supply: number; vat: number } {
  const supply = Math.round((won * 10) / 11);
  return { supply: supply + 0, vat: won - supply + 0 };
}
