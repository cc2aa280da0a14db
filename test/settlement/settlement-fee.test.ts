import { describe, expect, it } from 'vitest';
import { feeBackRules } from '../../shared/settlement.ts';
import {
  feeBackOf,
  feeOf,
  invoiceOf,
  rateThatFits,
  rulesThatFit,
} from '../../shared/settlement-fee.ts';

it('a fee drops its fraction, and its VAT is rounded half up: the documents’ samples', () => {
  expect([10_000, 33_000, 407_000].map((won) => feeOf(won, 40))).toEqual([
    { fee: 40, vat: 4 },
    { fee: 132, vat: 13 },
    { fee: 1628, vat: 163 },
  ]);
  expect(feeOf(47_000, 250)).toEqual({ fee: 1175, vat: 118 });
});

describe('a refund brings back', () => {
  const step = { paid: 10_001, before: 10_001, after: 3333 };
  it.each([
    ['none', { fee: 0, vat: 0 }],
    ['full-refund-only', { fee: 0, vat: 0 }],
    ['proportional', feeOf(6668, 160)],
    ['difference', { fee: 160 - 53, vat: 16 - 5 }],
  ] as const)('by %s', (rule, fee) => {
    expect(feeBackOf(rule, step, 160)).toEqual(fee);
  });

  it('the whole fee where nothing is left', () => {
    const last = { paid: 10_001, before: 3333, after: 0 };
    expect(feeBackOf('full-refund-only', last, 160)).toEqual(feeOf(10_001, 160));
    expect(rulesThatFit(feeOf(10_001, 160), last, 160, feeBackRules)).toEqual(['full-refund-only']);
  });
});

describe('the rate that would fit', () => {
  const rateOf = (won: number, fee: { fee: number; vat: number }) =>
    rateThatFits(fee, (bp) => feeOf(won, bp));

  it('is found for every rate of the price list', () => {
    for (const bp of [300, 240, 215, 190, 160, 180, 120, 80, 40, 1, 10_000]) {
      expect(rateOf(1_000_000, feeOf(1_000_000, bp))).toBe(bp);
    }
  });

  it('is the roundest of those that fit a small amount', () => {
    expect(rateOf(100, feeOf(100, 240))).toBe(200);
  });

  it('is none for a VAT that belongs to no fee, or a fee above the amount', () => {
    expect(rateOf(10_000, { fee: 160, vat: 17 })).toBe(null);
    expect(rateOf(10_000, { fee: 10_001, vat: 1000 })).toBe(null);
    expect(rateOf(10_000, { fee: -1, vat: 0 })).toBe(null);
  });
});

it('a tax invoice differs from the sum of the lines: the policy’s example', () => {
  const line = feeOf(1100, 160);
  expect(line).toEqual({ fee: 17, vat: 2 });
  expect(invoiceOf(1000 * (line.fee + line.vat))).toEqual({ supply: 17_273, vat: 1727 });
});
