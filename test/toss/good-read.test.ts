import { describe, expect, it } from 'vitest';
import { payStatuses } from '../../shared/payment.ts';
import { goodRead } from '../../server/toss/good-read.ts';
import type { PaymentRead, RefundSeen } from '../../server/toss/payment-read.ts';
import { paidFacts } from '../support/open-test-storage.ts';

function refundOf(refundNo: string, amount: number): RefundSeen {
  return { refundNo, amount, reason: null, at: null, done: true };
}

function read(changes: Partial<PaymentRead> = {}): PaymentRead {
  const facts = { payToken: 't1', orderNo: 'o-1', amount: 10_000, parts: null };
  return {
    ...paidFacts(facts),
    hasOwner: null,
    refundsUnderstood: true,
    amountsUnderstood: true,
    ...changes,
  };
}

const one = [refundOf('r1', 4000)];

describe('goodRead', () => {
  it('knows which states have refunds, which have none, and which may have', () => {
    const verdicts = payStatuses.map((status) => [
      status,
      goodRead(read({ status, refunds: [] }), 't1') === null,
      goodRead(read({ status, refunds: one }), 't1') === null,
    ]);
    expect(verdicts).toEqual([
      ['PAY_STANDBY', true, false],
      ['PAY_APPROVED', true, false],
      ['PAY_CANCEL', true, false],
      ['PAY_PROGRESS', true, false],
      ['PAY_COMPLETE', true, false],
      ['REFUND_PROGRESS', true, true],
      ['REFUND_SUCCESS', false, true],
      ['SETTLEMENT_COMPLETE', true, true],
      ['SETTLEMENT_REFUND_COMPLETE', false, true],
    ]);
  });

  it('tells a missing list from an empty one', () => {
    for (const status of payStatuses) {
      expect(goodRead(read({ status, refunds: null }), 't1')).toBe('no-refund-list');
    }
  });

  it('does not take a list with unknown entries for a complete one', () =>
    expect(goodRead(read({ refundsUnderstood: false }), 't1')).toBe('unreadable-refund'));

  it('has amounts that are understood', () =>
    expect(goodRead(read({ amountsUnderstood: false }), 't1')).toBe('wrong-amounts'));

  it('is about our payToken, or any when none was requested', () => {
    expect(goodRead(read(), 't2')).toBe('other-payment');
    expect(goodRead(read(), null)).toBeNull();
  });

  it('is in one of the nine states', () => {
    for (const status of ['PAY_SUCCESS', 'pay_complete', '']) {
      expect(goodRead(read({ status }), 't1')).toBe('unknown-status');
    }
  });

  it('has each number once, and no more than was paid', () => {
    const status = 'REFUND_SUCCESS';
    const refunds = [refundOf('r1', 4000), refundOf('r2', 6000)];
    expect(goodRead(read({ status, refunds }), 't1')).toBeNull();
    expect(goodRead(read({ status, refunds: [...one, ...one] }), 't1')).toBe('number-twice');
    const more = [...refunds, refundOf('r3', 1)];
    expect(goodRead(read({ status, refunds: more }), 't1')).toBe('more-than-paid');
    expect(goodRead(read({ status, refunds: more, amount: null }), 't1')).toBeNull();
  });
});
