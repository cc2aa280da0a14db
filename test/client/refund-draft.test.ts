import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  adaptDraft,
  draftParts,
  fitParts,
  newRefundDraft,
  refundBody,
  refundFaults,
  remainingParts,
  type RefundDraft,
} from '../../client/operations/refund-draft.ts';
import { withoutForbiddenCharacters } from '../../client/parts/sent-reason.ts';
import { checkParts, splitModes, sumParts, type Parts } from '../../shared/tax-split.ts';
import { mixedPayment } from './support/fixtures.ts';

const payment = mixedPayment();
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
