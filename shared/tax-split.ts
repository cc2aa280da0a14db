/**
 * The four tax parts of a payment or refund, and how a refund is spread over them.
 *
 * A refund is never computed from a tax rate: with `ceil(refund / 11)` each time, a series of
 * partial refunds can't be completed (1,000 won refunded by 100 fails at the tenth). It is
 * allocated from what *remains* of each part instead, so the last refund takes exactly what is
 * left.
 */

/** Toss's four parts, in the order in which ties are broken. */
export const taxParts = ['taxable', 'vat', 'taxFree', 'serviceFee'] as const;
export type TaxPart = (typeof taxParts)[number];

/** Won per part: 과세, 부가세, 비과세, 봉사료. All integers ≥ 0. */
export type Parts = Record<TaxPart, number>;

/** How a refund is spread: 비례, 과세 상품만, 비과세 상품만, 직접. */
export const splitModes = ['proportional', 'taxed', 'tax-free', 'manual'] as const;
export type SplitMode = (typeof splitModes)[number];

export const noParts: Parts = { taxable: 0, vat: 0, taxFree: 0, serviceFee: 0 };

export function sumParts(parts: Parts): number {
  return parts.taxable + parts.vat + parts.taxFree + parts.serviceFee;
}

/** `a − b` per part. The caller guarantees that no part goes below zero. */
export function subtractParts(a: Parts, b: Parts): Parts {
  return {
    taxable: a.taxable - b.taxable,
    vat: a.vat - b.vat,
    taxFree: a.taxFree - b.taxFree,
    serviceFee: a.serviceFee - b.serviceFee,
  };
}

/** `a + b` per part. */
export function addParts(a: Parts, b: Parts): Parts {
  return {
    taxable: a.taxable + b.taxable,
    vat: a.vat + b.vat,
    taxFree: a.taxFree + b.taxFree,
    serviceFee: a.serviceFee + b.serviceFee,
  };
}

/**
 * Toss's own split of a payment created without parts (the guide, 복합과세 처리): VAT is `ceil(amount /
 * 11)` and the rest is taxable; without a cash receipt everything is taxable.
 */
export function defaultParts(amountWon: number, cashReceipt: boolean): Parts {
  const vat = cashReceipt ? Math.ceil(amountWon / 11) : 0;
  return { taxable: amountWon - vat, vat, taxFree: 0, serviceFee: 0 };
}

/** 과세, 비과세 and 복합: taxed only, exempt only (봉사료 included), or both. */
export const taxKinds = ['single', 'exempt', 'mixed'] as const;
export type TaxKind = (typeof taxKinds)[number];

/** By which kinds a list is filtered; `taxKindsOf` says what each of them finds. */
export const taxFilters = ['single', 'exempt', 'combined', 'mixed'] as const;
export type TaxFilter = (typeof taxFilters)[number];

/**
 * `mixed` has the purely exempt payments as well, in addresses and saved views that people keep:
 * 복합 alone is `combined`.
 */
export const taxKindsOf: Readonly<Record<TaxFilter, readonly TaxKind[]>> = {
  single: ['single'],
  exempt: ['exempt'],
  combined: ['mixed'],
  mixed: ['exempt', 'mixed'],
};

/** The kind of a payment, by what was paid of each part. */
export function taxKindOf(parts: Readonly<Record<TaxPart, { paid: number }>>): TaxKind {
  const { taxable, vat, taxFree, serviceFee } = parts;
  if (taxFree.paid === 0 && serviceFee.paid === 0) return 'single';
  return taxable.paid + vat.paid === 0 ? 'exempt' : 'mixed';
}

/** The parts that a mode may use; the others count as 0. */
export function pool(remaining: Parts, mode: SplitMode): Parts {
  switch (mode) {
    case 'proportional':
    case 'manual':
      return remaining;
    case 'taxed':
      return { ...noParts, taxable: remaining.taxable, vat: remaining.vat };
    case 'tax-free':
      return { ...noParts, taxFree: remaining.taxFree };
  }
}

/**
 * Spreads `amountWon` over what remains: the floor of `remaining × amount ÷ total` per part, then
 * one won each to the largest remainders (ties in the order of `taxParts`). The sum is always
 * `amountWon`, and 0 ≤ part ≤ remaining of that part.
 *
 * @param remaining what is left of each part, in won, integers ≥ 0
 * @returns `null` when the mode's parts hold less than `amountWon`, or the amount is no integer ≥ 0
 */
export function allocate(
  remaining: Parts,
  amountWon: number,
  mode: Exclude<SplitMode, 'manual'> = 'proportional',
): Parts | null {
  const source = pool(remaining, mode);
  const total = sumParts(source);
  if (!Number.isSafeInteger(amountWon) || amountWon < 0 || amountWon > total) return null;
  if (total === 0) return { ...noParts };
  // BigInt keeps the product exact: a payment read from Toss may have any integer.
  const shares = taxParts.map((part) => {
    const product = BigInt(source[part]) * BigInt(amountWon);
    return {
      part,
      floor: Number(product / BigInt(total)),
      remainder: product % BigInt(total),
    };
  });
  const result: Parts = { ...noParts };
  for (const share of shares) result[share.part] = share.floor;
  let missing = amountWon - sumParts(result);
  const byRemainder = shares.toSorted((a, b) =>
    a.remainder === b.remainder ? 0 : a.remainder > b.remainder ? -1 : 1,
  );
  for (const share of byRemainder) {
    if (missing === 0) break;
    result[share.part] += 1;
    missing -= 1;
  }
  return result;
}

/** A fault in parts that a person entered. */
export type PartsFault =
  | { fault: 'sum'; sumWon: number; amountWon: number }
  | { fault: 'over-part'; part: TaxPart; givenWon: number; remainingWon: number };

/**
 * Checks entered parts against the refund's amount and what remains of each part.
 * @returns all faults; empty when the parts are valid
 */
export function checkParts(parts: Parts, amountWon: number, remaining: Parts): PartsFault[] {
  const faults: PartsFault[] = [];
  const sumWon = sumParts(parts);
  if (sumWon !== amountWon) faults.push({ fault: 'sum', sumWon, amountWon });
  for (const part of taxParts) {
    if (parts[part] > remaining[part]) {
      faults.push({
        fault: 'over-part',
        part,
        givenWon: parts[part],
        remainingWon: remaining[part],
      });
    }
  }
  return faults;
}
