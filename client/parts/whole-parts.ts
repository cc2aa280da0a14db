import type { Parts, TaxPart } from '../../shared/tax-split.ts';

/** Typed tax parts as amounts; an empty field is 0. */
export function wholeParts(typed: Record<TaxPart, number | null>): Parts {
  const { taxable, vat, taxFree, serviceFee } = typed;
  return {
    taxable: taxable ?? 0,
    vat: vat ?? 0,
    taxFree: taxFree ?? 0,
    serviceFee: serviceFee ?? 0,
  };
}
