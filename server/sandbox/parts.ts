import type { Parts } from './payment-row.ts';

export const NO_PARTS: Parts = { taxable: 0, taxFree: 0, vat: 0, serviceFee: 0 };
const NAMES = ['taxable', 'taxFree', 'vat', 'serviceFee'] as const;

/** The guide's VAT: an eleventh of a taxed amount, rounded up. */
export function vatOf(taxedWon: number): number {
  return Math.ceil(taxedWon / 11);
}

export function sumOfParts(parts: Parts): number {
  return parts.taxable + parts.taxFree + parts.vat + parts.serviceFee;
}

export function addParts(a: Parts, b: Parts): Parts {
  return {
    taxable: a.taxable + b.taxable,
    taxFree: a.taxFree + b.taxFree,
    vat: a.vat + b.vat,
    serviceFee: a.serviceFee + b.serviceFee,
  };
}

export function subtractParts(a: Parts, b: Parts): Parts {
  return {
    taxable: a.taxable - b.taxable,
    taxFree: a.taxFree - b.taxFree,
    vat: a.vat - b.vat,
    serviceFee: a.serviceFee - b.serviceFee,
  };
}

/** `true` when no part of `parts` is larger than the same part of `limit`. */
export function fitsInto(parts: Parts, limit: Parts): boolean {
  return NAMES.every((name) => parts[name] <= limit[name]);
}

export function pickParts(row: Parts): Parts {
  const { taxable, taxFree, vat, serviceFee } = row;
  return { taxable, taxFree, vat, serviceFee };
}

/** The parts of a payment created without any. */
export function defaultParts(amountWon: number, cashReceipt: boolean): Parts {
  const vat = cashReceipt ? vatOf(amountWon) : 0;
  return { ...NO_PARTS, taxable: amountWon - vat, vat };
}

/**
 * Spreads an amount over what is left of each part, as Toss's console does here: in proportion,
 * with the won lost by rounding going to the parts that lost most. Needs `amountWon` ≤ the sum of
 * `left`; never exceeds a part.
 */
export function spreadOver(amountWon: number, left: Parts): Parts {
  const total = sumOfParts(left);
  if (total === 0) return { ...NO_PARTS };
  const result = { ...NO_PARTS };
  for (const name of NAMES) result[name] = Math.floor((left[name] * amountWon) / total);
  const byLoss = [...NAMES].sort(
    (a, b) => ((left[b] * amountWon) % total) - ((left[a] * amountWon) % total),
  );
  let missing = amountWon - sumOfParts(result);
  for (const name of byLoss) {
    if (missing > 0 && result[name] < left[name]) {
      result[name] += 1;
      missing -= 1;
    }
  }
  return result;
}
