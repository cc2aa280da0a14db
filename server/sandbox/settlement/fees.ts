import type { SandboxOptions } from '../options.ts';
import type { SeoulDay } from '../seoul-time.ts';

/** Won, both 0 or more; a line says whether they are charged or given back. */
export type Fee = { fee: number; vat: number };

const NO_FEE: Fee = { fee: 0, vat: 0 };

/** The policy's arithmetic: fractions of the fee are dropped, its VAT is rounded half up. */
function feeOf(won: number, basisPoints: number): Fee {
  const fee = Math.floor((won * basisPoints) / 10_000);
  return { fee, vat: Math.floor((fee + 5) / 10) };
}

function rateOn(day: SeoulDay, payMethod: string, { feeRates }: SandboxOptions): number {
  const begun = feeRates.filter(({ from }) => from <= day);
  const newest = begun.toSorted((a, b) => a.from.localeCompare(b.from)).at(-1) ?? feeRates[0];
  const rate = payMethod === 'TOSS_MONEY' ? newest?.tossMoneyBp : newest?.cardBp;
  return rate ?? 0;
}

/** A payment's fee: by the rate of the day of its approval. */
export function feeCharged(
  won: number,
  payMethod: string,
  approvalDay: SeoulDay,
  options: SandboxOptions,
): Fee {
  if (options.settlement !== 'live') return NO_FEE;
  return feeOf(won, rateOn(approvalDay, payMethod, options));
}

/** What a refund brings back, by the contract and the rate of the approval. */
export function feeGivenBack(
  { paidWon, beforeWon, afterWon }: { paidWon: number; beforeWon: number; afterWon: number },
  payMethod: string,
  approvalDay: SeoulDay,
  options: SandboxOptions,
): Fee {
  const of = (won: number): Fee => feeCharged(won, payMethod, approvalDay, options);
  switch (options.feeBack) {
    case 'none':
      return NO_FEE;
    case 'full-refund-only':
      return afterWon === 0 ? of(paidWon) : NO_FEE;
    case 'proportional':
      return of(beforeWon - afterWon);
    case 'difference': {
      const before = of(beforeWon);
      const after = of(afterWon);
      return { fee: before.fee - after.fee, vat: before.vat - after.vat };
    }
  }
}
