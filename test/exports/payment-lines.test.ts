/** A payment's lines: they add up to its own sums, whatever Toss tells of its refunds. */
import { describe, expect, it } from 'vitest';
import { addLine, linesOf, noTotals } from '../../server/payment-lines.ts';
import type { RefundEntry } from '../../shared/api.ts';
import type { Payment } from '../../shared/payment.ts';
import { allocate, noParts, subtractParts, sumParts, type Parts } from '../../shared/tax-split.ts';
import { mixedPayment } from '../client/support/fixtures.ts';

const paid: Parts = { taxable: 5454, vat: 546, taxFree: 4000, serviceFee: 0 };

function payment(refunded: number, over: Partial<Payment> = {}): Payment {
  const gone = allocate(paid, refunded) ?? noParts;
  const left = subtractParts(paid, gone);
  const balance = (part: keyof Parts) => ({
    paid: paid[part],
    refunded: gone[part],
    remaining: left[part],
  });
  return mixedPayment({
    payToken: 'pay-1',
    orderNo: 'order-1',
    status: refunded > 0 ? 'REFUND_SUCCESS' : 'PAY_COMPLETE',
    amount: 10_000,
    refunded,
    transferred: 0,
    remaining: 10_000 - refunded,
    parts: {
      taxable: balance('taxable'),
      vat: balance('vat'),
      taxFree: balance('taxFree'),
      serviceFee: balance('serviceFee'),
    },
    createdAt: '2026-11-20T14:59:00.000Z',
    completedAt: '2026-11-20T14:59:59.000Z',
    ...over,
  });
}

const refund = (no: string, amount: number, parts: Parts | null): RefundEntry => ({
  refundNo: no,
  amount,
  parts,
  reason: '단순 변심',
  at: `2026-11-2${no}T01:00:00.000Z`,
  operationId: parts === null ? null : `00000000-0000-4000-8000-00000000000${no}`,
  discounted: null,
  items: null,
  staff: parts === null ? null : { id: 's1', name: '김민지' },
});

/** The parts of every line add up to its amount, and all lines to the payment's own sums. */
function expectWhole(one: Payment, refunds: RefundEntry[]) {
  const lines = linesOf(one, refunds);
  const totals = lines.reduce(addLine, noTotals);
  expect(totals).toMatchObject({ payments: 1, refunded: -one.refunded + 0 });
  for (const { won, parts } of lines) expect(parts === null ? won : sumParts(parts)).toBe(won);
  // −0 would be shown as such.
  const zeros = lines.flatMap(({ parts }) => Object.values(parts ?? {})).filter((n) => n === 0);
  expect(zeros.some((zero) => Object.is(zero, -0))).toBe(false);
  return { lines, totals };
}

describe('the lines of a payment', () => {
  it('are one where nothing was refunded', () => {
    const { lines } = expectWhole(payment(0), []);
    expect(lines).toMatchObject([
      { kind: 'payment', won: 10_000, parts: paid, at: '2026-11-20T14:59:59.000Z' },
    ]);
  });

  it('have no amounts for a payment that was never paid', () => {
    const { lines } = expectWhole(payment(0, { status: 'PAY_APPROVED', completedAt: null }), []);
    expect(lines).toMatchObject([{ won: 0, parts: noParts, at: null, estimated: false }]);
  });

  it('have each refund with its own parts, the oldest first', () => {
    const first = { taxable: 2000, vat: 200, taxFree: 800, serviceFee: 0 };
    const second = subtractParts(allocate(paid, 5000) ?? noParts, first);
    const { lines } = expectWhole(payment(5000), [
      refund('3', sumParts(second), second),
      refund('2', 3000, first),
    ]);
    expect(lines.map(({ kind, won, refundNo }) => [kind, won, refundNo])).toEqual([
      ['payment', 10_000, null],
      ['refund', -3000, '2'],
      ['refund', -2000, '3'],
    ]);
    expect(lines[1]?.parts).toEqual({ taxable: -2000, vat: -200, taxFree: -800, serviceFee: 0 });
    expect(lines[1]).toMatchObject({ staffName: '김민지', reason: '단순 변심', estimated: false });
  });

  it('estimate the parts of refunds made elsewhere, and say so', () => {
    const ours = { taxable: 1636, vat: 164, taxFree: 1200, serviceFee: 0 };
    const { lines } = expectWhole(payment(6000), [
      refund('4', 1000, null),
      refund('3', 2000, null),
      refund('2', 3000, ours),
    ]);
    expect(lines.map(({ kind, estimated }) => [kind, estimated])).toEqual([
      ['payment', false],
      ['refund', false],
      ['outside-refund', true],
      ['outside-refund', true],
    ]);
    // Together they are what the payment has as refunded of each part.
    const gone = lines.slice(1).map(({ parts }) => parts?.taxFree ?? 0);
    expect(gone.reduce((sum, won) => sum + won, 0)).toBe(-payment(6000).parts.taxFree.refunded);
  });

  it('name what was sold, and what of it a refund gave back', () => {
    const [cup, rice] = [
      { name: '컵', quantity: 3, unitPrice: 2000, tax: 'taxed' },
      { name: '쌀', quantity: 1, unitPrice: 4000, tax: 'tax-free' },
    ] as const;
    const parts = { taxable: 3636, vat: 364, taxFree: 0, serviceFee: 0 };
    const byItem = { ...refund('2', 4000, parts), items: [{ line: 1, quantity: 2 }] };
    const byAmount = refund('3', 1000, { taxable: 909, vat: 91, taxFree: 0, serviceFee: 0 });
    const one = payment(5000, { items: [cup, rice] });
    expect(linesOf(one, [byAmount, byItem]).map(({ items }) => items)).toEqual([
      [cup, rice],
      [{ ...cup, quantity: 2 }],
      null,
    ]);
  });

  it('include what Toss sums and does not list', () => {
    const { lines } = expectWhole(payment(4000), []);
    expect(lines[1]).toMatchObject({
      kind: 'outside-refund',
      won: -4000,
      refundNo: null,
      at: null,
    });
  });

  it('leave the parts open where the figures allow none', () => {
    const { lines } = expectWhole(payment(1000), [refund('2', 3000, null)]);
    expect(lines.map(({ won, parts }) => [won, parts === null])).toEqual([
      [10_000, false],
      [-3000, true],
      [2000, true],
    ]);
  });
});
