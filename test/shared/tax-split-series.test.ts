/** The tax split over whole series of refunds: exhaustively where possible, else at random. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  allocate,
  checkParts,
  defaultParts,
  noParts,
  subtractParts,
  sumParts,
  taxParts,
  type Parts,
} from '../../shared/tax-split.ts';
import { exhaust, faultOfStep, runTaxSeries, type Allocator } from './tax-series.ts';

/** CPU-bound, on a machine that may be busy. */
const LONG = { timeout: 120_000 };

/** The ways to split every total up to `mostWon` over four parts. */
function splitsUpTo(mostWon: number): number {
  return ((mostWon + 1) * (mostWon + 2) * (mostWon + 3) * (mostWon + 4)) / 24;
}

/** How many refunds of `won` each a payment takes until one is wrong; `null`: down to zero. */
function refundDown(paid: Parts, won: number, allocator: Allocator): [number, string] | null {
  let left = paid;
  for (let count = 1; sumParts(left) > 0; count += 1) {
    const amountWon = Math.min(won, sumParts(left));
    const parts = allocator(left, amountWon);
    const fault = faultOfStep(left, amountWon, 'proportional', parts);
    if (fault !== null) return [count, fault];
    left = subtractParts(left, parts ?? noParts);
  }
  return null;
}

const wonUpTo = (most: number) => fc.oneof(fc.nat(most), fc.nat(3));
const anyParts = (most: number): fc.Arbitrary<Parts> =>
  fc.record({
    taxable: wonUpTo(most),
    vat: wonUpTo(most),
    taxFree: wonUpTo(most),
    serviceFee: wonUpTo(most),
  });

describe('exhausted', LONG, () => {
  it('every refund in every mode of every split of totals up to 24 won, so all series', () =>
    expect(exhaust(24, 'every', allocate)).toEqual({
      splits: splitsUpTo(24),
      steps: 1_240_785,
      violations: 0,
      first: null,
    }));

  it('half, and all but one won, of every split of totals up to 60 won', () =>
    expect(exhaust(60, 'edges', allocate)).toEqual({
      splits: 635_376,
      steps: 3_812_253,
      violations: 0,
      first: null,
    }));

  it('payments of up to 300 won with the default parts, by each steady amount', () => {
    const wrong: unknown[] = [];
    for (let paidWon = 1; paidWon <= 300; paidWon += 1) {
      for (let won = 1; won <= paidWon; won += 1) {
        for (const cashReceipt of [true, false]) {
          const fault = refundDown(defaultParts(paidWon, cashReceipt), won, allocate);
          if (fault !== null) wrong.push({ paidWon, won, cashReceipt, fault });
        }
      }
    }
    expect(wrong).toEqual([]);
  });
});

describe('at random', LONG, () => {
  it('20,000 series of refunds in all modes end with nothing left of any part', () => {
    const { series, refunds, violations, first } = runTaxSeries('check', 20_000, () => allocate);
    expect({ series, violations, first }).toEqual({ series: 20_000, violations: 0, first: null });
    expect(refunds).toBeGreaterThan(200_000);
  });

  it('each allocation is right, whatever remains', () => {
    const modes = fc.constantFrom('proportional' as const, 'taxed' as const, 'tax-free' as const);
    fc.assert(
      fc.property(anyParts(9_999_999), wonUpTo(39_999_996), modes, (remaining, won, mode) => {
        const most = sumParts(remaining);
        for (const amountWon of [won, most === 0 ? 0 : won % most, most]) {
          const parts = allocate(remaining, amountWon, mode);
          expect(faultOfStep(remaining, amountWon, mode, parts)).toBeNull();
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('parts given by hand pass exactly when they add up and each fits', () =>
    fc.assert(
      fc.property(anyParts(9), anyParts(9), fc.nat(36), (parts, remaining, otherWon) => {
        const tooMuch = taxParts.filter((part) => parts[part] > remaining[part]);
        for (const amountWon of [sumParts(parts), otherWon]) {
          const faults = checkParts(parts, amountWon, remaining);
          const over = faults.flatMap((fault) => (fault.fault === 'over-part' ? fault.part : []));
          expect(over).toEqual(tooMuch);
          const isSumWrong = faults.some((fault) => fault.fault === 'sum');
          expect(isSumWrong).toBe(sumParts(parts) !== amountWon);
        }
      }),
      { numRuns: 3000 },
    ));
});

it("the default parts are the guide's for amounts up to the most that Toss takes", LONG, () => {
  const wrong: number[] = [];
  for (let won = 1; won <= 9_999_999; won += 1 + (won % 97)) {
    const { taxable, vat, taxFree, serviceFee } = defaultParts(won, true);
    // VAT is ⌈won / 11⌉, checked by the definition of the ceiling.
    const isVat = vat * 11 >= won && (vat - 1) * 11 < won;
    if (!isVat || taxable + vat !== won || taxFree + serviceFee > 0) wrong.push(won);
    const without = defaultParts(won, false);
    if (without.taxable !== won || sumParts(without) !== won) wrong.push(won);
  }
  expect(wrong).toEqual([]);
});

/** Floors of the exact shares. */
function floors(remaining: Parts, amountWon: number): Parts {
  const share = (won: number) => Math.floor((won * amountWon) / Math.max(1, sumParts(remaining)));
  const { taxable, vat, taxFree, serviceFee } = remaining;
  return {
    taxable: share(taxable),
    vat: share(vat),
    taxFree: share(taxFree),
    serviceFee: share(serviceFee),
  };
}

/** A wrong allocator is wrong in 비례 only; otherwise it is the real one. */
const wrongly =
  (proportional: (remaining: Parts, amountWon: number) => Parts | null): Allocator =>
  (remaining, amountWon, mode) =>
    (mode ?? 'proportional') === 'proportional' && amountWon <= sumParts(remaining)
      ? proportional(remaining, amountWon)
      : allocate(remaining, amountWon, mode);

/** VAT at its rate, for each refund separately. */
const byRate = wrongly((remaining, amountWon) => {
  const vat = remaining.vat === 0 ? 0 : Math.ceil(amountWon / 11);
  return { ...noParts, taxable: amountWon - vat, vat };
});

const wrongAllocators: [string, (paid: Parts) => Allocator][] = [
  ['VAT by its rate', () => byRate],
  [
    'VAT by its rate, at most what is left of it',
    () =>
      wrongly((remaining, amountWon) => {
        const vat = Math.min(Math.ceil(amountWon / 11), remaining.vat);
        return { ...noParts, taxable: amountWon - vat, vat };
      }),
  ],
  ['floors without the last won', () => wrongly(floors)],
  [
    'what rounding lost is all on 과세',
    () =>
      wrongly((remaining, amountWon) => {
        const parts = floors(remaining, amountWon);
        return { ...parts, taxable: parts.taxable + amountWon - sumParts(parts) };
      }),
  ],
  [
    'each share rounded by itself',
    () =>
      wrongly((remaining, amountWon) => {
        const parts = { ...noParts };
        const total = Math.max(1, sumParts(remaining));
        for (const part of taxParts)
          parts[part] = Math.round((remaining[part] * amountWon) / total);
        return parts;
      }),
  ],
  [
    'shares of what was paid, so that the last refund does not take what is left',
    (paid) => wrongly((_, amountWon) => allocate(paid, amountWon)),
  ],
  [
    'the last won can not be refunded',
    () =>
      wrongly((remaining, amountWon) =>
        amountWon === sumParts(remaining) ? null : allocate(remaining, amountWon),
      ),
  ],
  [
    '과세 상품만 draws from 비과세 as well',
    () => (remaining, amountWon, mode) =>
      allocate(remaining, amountWon, mode === 'taxed' ? 'proportional' : mode),
  ],
  [
    'products that are not exact',
    () =>
      wrongly((remaining, amountWon) => {
        const total = sumParts(remaining);
        if (!Number.isSafeInteger(total * amountWon)) {
          const vat = Math.round((remaining.vat * amountWon) / total);
          return { ...noParts, vat, taxable: amountWon - vat };
        }
        return allocate(remaining, amountWon);
      }),
  ],
];

describe('a wrong allocator is noticed', () => {
  it.each(wrongAllocators)('by the random series: %s', (_, allocatorFor) =>
    expect(runTaxSeries('check', 2000, allocatorFor).violations).toBeGreaterThan(0),
  );

  const small = wrongAllocators.filter(([name]) => !name.includes('not exact'));
  it.each(small)('by the exhausted splits: %s', (_, allocatorFor) => {
    const paid = { taxable: 3, vat: 1, taxFree: 2, serviceFee: 1 };
    expect(exhaust(7, 'every', allocatorFor(paid)).violations).toBeGreaterThan(0);
  });

  it('at the tenth refund of 100 of 1,000 won, where a rate per refund sticks', () => {
    const paid = defaultParts(1000, true);
    expect(refundDown(paid, 100, allocate)).toBeNull();
    // Nine refunds with a VAT of 10 each leave 1 of 91.
    let left = paid;
    for (let count = 1; count < 10; count += 1) {
      left = subtractParts(left, byRate(left, 100) ?? noParts);
    }
    expect(left).toEqual({ ...noParts, taxable: 99, vat: 1 });
    expect(faultOfStep(left, 100, 'proportional', byRate(left, 100))).toBe(
      'vat is more than remains of it',
    );
  });
});
