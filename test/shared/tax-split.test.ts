import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addParts,
  allocate,
  checkParts,
  defaultParts,
  noParts,
  pool,
  subtractParts,
  sumParts,
  taxKindOf,
  taxParts,
  type Parts,
} from '../../shared/tax-split.ts';

const partsOf = (most: number): fc.Arbitrary<Parts> =>
  fc.record({
    taxable: fc.nat(most),
    vat: fc.nat(most),
    taxFree: fc.nat(most),
    serviceFee: fc.nat(most),
  });

/** Every part is between 0 and what remains of it. */
function fits(parts: Parts, remaining: Parts): boolean {
  return taxParts.every((part) => parts[part] >= 0 && parts[part] <= remaining[part]);
}

describe('the default parts', () =>
  it.each([
    [35_000, true, { taxable: 31_818, vat: 3182, taxFree: 0, serviceFee: 0 }],
    [1, true, { taxable: 0, vat: 1, taxFree: 0, serviceFee: 0 }],
    [11, true, { taxable: 10, vat: 1, taxFree: 0, serviceFee: 0 }],
    [12, true, { taxable: 10, vat: 2, taxFree: 0, serviceFee: 0 }],
    [35_000, false, { taxable: 35_000, vat: 0, taxFree: 0, serviceFee: 0 }],
  ] as const)('of %d won, cash receipt %s', (amount, cashReceipt, parts) =>
    expect(defaultParts(amount, cashReceipt)).toEqual(parts),
  ));

describe('an allocation', () => {
  it('is the one of the design: 74,000 of 150,000 left', () => {
    const remaining = { taxable: 65_455, vat: 6545, taxFree: 78_000, serviceFee: 0 };
    expect(allocate(remaining, 74_000)).toEqual({
      taxable: 32_291,
      vat: 3229,
      taxFree: 38_480,
      serviceFee: 0,
    });
  });

  it('adds up to the won and stays within what remains', () =>
    fc.assert(
      fc.property(partsOf(9_999_999), fc.nat(), (remaining, draw) => {
        const total = sumParts(remaining);
        const amount = total === 0 ? 0 : draw % (total + 1);
        const parts = allocate(remaining, amount);
        return parts !== null && sumParts(parts) === amount && fits(parts, remaining);
      }),
      { numRuns: 2000 },
    ));

  it('brings every series to zero in every part', () =>
    fc.assert(
      fc.property(partsOf(50_000), fc.array(fc.nat(20_000), { maxLength: 30 }), (paid, series) => {
        let left = paid;
        for (const wanted of series) {
          const parts = allocate(left, Math.min(wanted, sumParts(left)));
          if (parts === null || !fits(parts, left)) return false;
          left = subtractParts(left, parts);
        }
        const rest = allocate(left, sumParts(left));
        return rest !== null && sumParts(subtractParts(left, rest)) === 0 && fits(rest, left);
      }),
      { numRuns: 1000 },
    ));

  it('refunds 1,000 won by 100 ten times, which a rate per refund could not', () => {
    let left = defaultParts(1000, true);
    for (let count = 0; count < 10; count += 1) {
      const parts = allocate(left, 100) ?? noParts;
      expect(sumParts(parts)).toBe(100);
      left = subtractParts(left, parts);
    }
    expect(left).toEqual(noParts);
  });

  it('draws only from the pool of its mode', () => {
    const remaining = { taxable: 5454, vat: 546, taxFree: 4000, serviceFee: 100 };
    expect(allocate(remaining, 6000, 'taxed')).toEqual({
      taxable: 5454,
      vat: 546,
      taxFree: 0,
      serviceFee: 0,
    });
    expect(allocate(remaining, 6001, 'taxed')).toBeNull();
    expect(allocate(remaining, 4000, 'tax-free')).toEqual({ ...noParts, taxFree: 4000 });
    expect(pool(remaining, 'manual')).toEqual(remaining);
  });

  it.each([-1, 0.5, Number.NaN, 10_101])('does not exist for %d of 10,100', (amount) =>
    expect(
      allocate({ taxable: 5454, vat: 546, taxFree: 4000, serviceFee: 100 }, amount),
    ).toBeNull(),
  );

  it('stays exact where a product exceeds the safe integers', () => {
    const huge = Number.MAX_SAFE_INTEGER - 10;
    const parts = allocate({ ...noParts, taxable: huge - 7, vat: 7 }, huge - 1) ?? noParts;
    expect(sumParts(parts)).toBe(huge - 1);
  });
});

describe('parts given by hand', () => {
  const remaining = { taxable: 5454, vat: 546, taxFree: 4000, serviceFee: 0 };

  it('pass when they add up and fit', () =>
    expect(checkParts({ ...noParts, taxFree: 4000 }, 4000, remaining)).toEqual([]));

  it('are refused with all faults', () =>
    expect(checkParts({ taxable: 0, vat: 600, taxFree: 0, serviceFee: 1 }, 600, remaining)).toEqual(
      [
        { fault: 'sum', sumWon: 601, amountWon: 600 },
        { fault: 'over-part', part: 'vat', givenWon: 600, remainingWon: 546 },
        { fault: 'over-part', part: 'serviceFee', givenWon: 1, remainingWon: 0 },
      ],
    ));
});

it('tells 과세, 비과세 and 복합, and adds parts', () => {
  const kindOf = (parts: Parts) => {
    const [taxable, vat] = [{ paid: parts.taxable }, { paid: parts.vat }];
    const [taxFree, serviceFee] = [{ paid: parts.taxFree }, { paid: parts.serviceFee }];
    return taxKindOf({ taxable, vat, taxFree, serviceFee });
  };
  expect(kindOf(defaultParts(1000, true))).toBe('single');
  expect(kindOf({ ...noParts, serviceFee: 1 })).toBe('exempt');
  expect(kindOf({ ...noParts, taxFree: 1000 })).toBe('exempt');
  expect(kindOf({ ...defaultParts(1000, true), taxFree: 1 })).toBe('mixed');
  expect(addParts(defaultParts(11, true), defaultParts(22, true))).toEqual(defaultParts(33, true));
});
