import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  adaptDraft,
  draftAmount,
  draftParts,
  fitParts,
  newRefundDraft,
  refundBody,
  refundFaults,
  remainingParts,
  type RefundDraft,
} from '../../client/operations/refund-draft.ts';
import { refundedByAmount, withHeld } from '../../client/parts/held-payment.ts';
import { withoutForbiddenCharacters } from '../../client/parts/sent-reason.ts';
import { checkParts, noParts, splitModes, sumParts, type Parts } from '../../shared/tax-split.ts';
import { detailOf, itemsPayment, mixedPayment, operationOf } from './support/fixtures.ts';

const payment = withHeld(detailOf(mixedPayment()));
const left = remainingParts(payment);

function draft(part: Partial<RefundDraft> = {}): RefundDraft {
  return { ...newRefundDraft(payment), reason: '상품 불량', ...part };
}

describe('the draft of a refund', () => {
  it('starts with all that is left, in 비례', () => {
    const first = newRefundDraft(payment);
    expect(first).toMatchObject({ how: 'rest', mode: 'proportional' });
    expect(draftParts(first, payment)).toEqual(left);
  });

  it('starts in 직접 where the parts are an estimate', () =>
    expect(newRefundDraft({ ...payment, partsKnown: false }).mode).toBe('manual'));

  it('gives what the design shows for 74,000 of 150,000', () =>
    expect(draftParts(draft({ how: 'some', someWon: 74_000 }), payment)).toEqual({
      taxable: 32_291,
      vat: 3_229,
      taxFree: 38_480,
      serviceFee: 0,
    }));

  it('adds up in every mode for every amount that the mode allows', () =>
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: payment.remaining }),
        fc.constantFrom(...splitModes.filter((mode) => mode !== 'manual')),
        (someWon, mode) => {
          const filled = draft({ how: 'some', someWon, mode });
          const parts = draftParts(filled, payment);
          const faults = refundFaults(filled, payment, false);
          if (parts === null) {
            expect(faults).toContainEqual(expect.objectContaining({ fault: 'pool', mode }));
            return;
          }
          expect(sumParts(parts)).toBe(someWon);
          expect(faults).toEqual([]);
        },
      ),
    ));

  it('adjusts any typed parts to the amount', () => {
    const won = fc.integer({ min: 0, max: 200_000 });
    fc.assert(
      fc.property(
        fc.record({ taxable: won, vat: won, taxFree: won, serviceFee: won }),
        fc.integer({ min: 1, max: payment.remaining }),
        (parts: Parts, amountWon) => {
          expect(checkParts(fitParts(parts, amountWon, left), amountWon, left)).toEqual([]);
        },
      ),
    );
  });

  it('keeps typed parts where a single won is missing', () => {
    const typed = { taxable: 32_290, vat: 3_229, taxFree: 38_480, serviceFee: 0 };
    const fitted = fitParts(typed, 74_000, left);
    const moved =
      Math.abs(fitted.taxable - typed.taxable) + Math.abs(fitted.taxFree - typed.taxFree);
    expect(moved + Math.abs(fitted.vat - typed.vat)).toBe(1);
  });

  it('reports everything that is missing at once', () => {
    const empty = draft({ how: 'some', someWon: null, reason: '' });
    const fields = refundFaults(empty, payment, true).map((fault) => fault.field);
    expect(fields).toEqual(['amount', 'reason', 'again']);
  });

  it('requires a note with 기타, and sends 기타', () => {
    const other = draft({ reason: '기타' });
    expect(refundFaults(other, payment, false)).toEqual([{ field: 'note', fault: 'missing' }]);
    const noted = draft({ reason: '기타', note: ' 전화로 받음 ' });
    expect(refundBody(noted, payment, { recordedWon: 0 })).toMatchObject({
      reason: '기타',
      note: '전화로 받음',
    });
  });

  it('sends what the person saw, so that a changed payment is noticed', () =>
    expect(refundBody(draft(), payment, { recordedWon: 700 })).toMatchObject({
      ...{ amount: 150_000, seenRefunded: 36_000, seenRecorded: 700 },
    }));

  it('offers a text without characters that can’t be sent', () =>
    expect(withoutForbiddenCharacters('"깨진"\n컵\\')).toBe('깨진 컵'));

  it('keeps a typed amount that no longer fits, and says so', () => {
    const shrunk = { ...payment, remaining: 100_000, refunded: 86_000 };
    const typed = { how: 'some', someWon: 140_000 } as const;
    for (const mode of ['proportional', 'manual'] as const) {
      const left = adaptDraft(draft({ ...typed, mode }), shrunk);
      expect(left).toMatchObject(typed);
      const over = { field: 'amount', fault: 'over', remainingWon: 100_000 };
      expect(refundFaults(left, shrunk, false)).toContainEqual(over);
    }
  });
});

describe('the draft of a refund of items', () => {
  /** 3 mugs of 14,500, rice of 42,500 and 3,000 for its delivery; nothing was refunded yet. */
  const ordered = itemsPayment();
  const whole = withHeld(detailOf(ordered));
  const of = (quantities: number[], more: Partial<RefundDraft> = {}): RefundDraft => ({
    ...newRefundDraft(whole),
    ...{ how: 'items', reason: '상품 불량', quantities },
    ...more,
  });
  const mugs = { line: 1, quantity: 2 };
  const twoMugs = { taxable: 26_364, vat: 2636, taxFree: 0, serviceFee: 0 };

  it('gives the sum and the parts that the design shows for 2 of 3 mugs', () =>
    expect(refundBody(of([2]), whole, { recordedWon: 0 })).toMatchObject({
      ...{ amount: 29_000, parts: twoMugs, items: [mugs] },
    }));

  it('takes each kind from its own parts', () =>
    expect(draftParts(of([1, 1]), whole)).toMatchObject({ taxFree: 42_500 }));

  it('is missing something while nothing is chosen', () => {
    expect(refundFaults(of([]), whole, false)).toEqual([{ field: 'amount', fault: 'empty' }]);
    expect(refundBody(of([0, 0, 0]), whole, { recordedWon: 0 })).toBeNull();
  });

  it('names every line for 남은 전액, and none for an amount', () => {
    const body = (part: Partial<RefundDraft>) =>
      refundBody(of([], part), whole, { recordedWon: 0 });
    const all = [3, 1, 1].map((quantity, place) => ({ line: place + 1, quantity }));
    expect(body({ how: 'rest' })).toMatchObject({ amount: 89_000, items: all });
    expect(body({ how: 'some', someWon: 89_000 })).not.toHaveProperty('items');
    expect(body({ how: 'rest', mode: 'manual', manual: noParts })).not.toHaveProperty('items');
  });

  describe.each(['succeeded', 'unknown', 'given_up'] as const)('beside one that is %s', (state) => {
    const done = state === 'succeeded';
    const paid = done
      ? itemsPayment({
          ...{ refunded: 29_000, remaining: 60_000 },
          parts: {
            ...ordered.parts,
            taxable: { paid: 42_273, refunded: 26_364, remaining: 15_909 },
            vat: { paid: 4227, refunded: 2636, remaining: 1591 },
          },
        })
      : ordered;
    const first = operationOf({ state, amount: 29_000, parts: twoMugs, items: [mugs] });
    const seen = withHeld(detailOf(paid, { operations: [first] }));

    it('offers what is left of the line', () => {
      expect(draftAmount(of([2]), seen)).toBe(14_500);
      expect(draftParts(of([2]), seen)).toEqual({ ...noParts, taxable: 13_182, vat: 1318 });
    });

    it('has nothing refunded by amount', () => expect(refundedByAmount(seen)).toBe(0));
  });

  it.each(['failed', 'declined'] as const)('forgets one that is %s', (state) => {
    const failed = operationOf({ state, amount: 29_000, parts: twoMugs, items: [mugs] });
    expect(draftAmount(of([3]), withHeld(detailOf(ordered, { operations: [failed] })))).toBe(
      43_500,
    );
  });

  it('says what was refunded by amount, and of which kind too little is left', () => {
    const parts = {
      ...ordered.parts,
      taxable: { paid: 42_273, refunded: 20_000, remaining: 22_273 },
      vat: { paid: 4227, refunded: 2000, remaining: 2227 },
    };
    const seen = withHeld(detailOf(itemsPayment({ refunded: 22_000, remaining: 67_000, parts })));
    expect(refundedByAmount(seen)).toBe(22_000);
    expect(refundFaults(of([2]), seen, false)).toEqual([
      { field: 'split', fault: 'pool', mode: 'taxed', poolWon: 24_500 },
    ]);
    expect(refundFaults(of([1, 1]), seen, false)).toEqual([]);
    const rest = refundBody(of([], { how: 'rest' }), seen, { recordedWon: 0 });
    expect(rest).not.toHaveProperty('items');
  });
});
