import { describe, expect, it } from 'vitest';
import {
  looksLikeOrderNo,
  readBareAmount,
  readSearchWords,
} from '../../../client/payments/search-words.ts';

describe('what is typed into the search box', () => {
  it.each([
    ['금액:4000-5000', { amountMin: 4000, amountMax: 5000 }],
    ['금액:4,000원-5,000원', { amountMin: 4000, amountMax: 5000 }],
    ['금액: 4000~', { amountMin: 4000, amountMax: null }],
    ['금액:-5000', { amountMin: null, amountMax: 5000 }],
    ['금액:38000', { amountMin: 38_000, amountMax: 38_000 }],
    ['상태:부분환불', { status: ['REFUND_SUCCESS'], refund: 'partial' }],
    ['상태: 부분 환불', { status: ['REFUND_SUCCESS'], refund: 'partial' }],
    ['status:PAY_APPROVED', { status: ['PAY_APPROVED'] }],
    ['어제', { period: 'yesterday', fromDay: null, toDay: null }],
  ])('%s sets a filter', (text, change) => {
    expect(readSearchWords(text)).toEqual({ change, q: '' });
  });

  it('leaves the rest to be looked for', () => {
    expect(readSearchWords('어제 머그컵 금액:4000- 파랑')).toEqual({
      change: { period: 'yesterday', fromDay: null, toDay: null, amountMin: 4000, amountMax: null },
      q: '머그컵 파랑',
    });
    expect(readSearchWords('상태:모름').q).toBe('상태:모름');
    expect(readSearchWords('금액:많이').q).toBe('금액:많이');
    expect(readSearchWords('  ')).toEqual({ change: {}, q: '' });
  });

  it('knows what Toss would take as an orderNo', () => {
    expect(looksLikeOrderNo('20261120-0042')).toBe(true);
    expect(looksLikeOrderNo('web:2026@77')).toBe(true);
    expect(looksLikeOrderNo('머그컵')).toBe(false);
    expect(looksLikeOrderNo('blue mug 12')).toBe(false);
    expect(looksLikeOrderNo('9'.repeat(51))).toBe(false);
  });

  it('takes short digits for an amount, and a whole date for the beginning of an orderNo', () => {
    expect(readBareAmount('38000')).toBe(38_000);
    expect(readBareAmount('4,000')).toBe(4000);
    expect(readBareAmount('4000원')).toBe(4000);
    expect(readBareAmount('20261122')).toBeNull();
    expect(readBareAmount('2026-0042')).toBeNull();
  });
});
