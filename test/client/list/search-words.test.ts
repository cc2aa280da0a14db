import { describe, expect, it } from 'vitest';
import { filterNames, filters } from '../../../client/payments/filters/index.ts';
import {
  looksLikeOrderNo,
  readBareAmount,
  readSearchWords,
} from '../../../client/payments/search-words.ts';

describe('the terms of the search box', () => {
  it.each([
    ['금액:4000-5000', { amountMin: 4000, amountMax: 5000 }],
    ['금액:4,000원-5,000원', { amountMin: 4000, amountMax: 5000 }],
    ['금액: 4000~', { amountMin: 4000, amountMax: null }],
    ['금액:-5000', { amountMin: null, amountMax: 5000 }],
    ['금액:38000', { amountMin: 38_000, amountMax: 38_000 }],
    ['상태:부분환불', { status: ['partial'] }],
    ['상태: 부분 환불', { status: ['partial'] }],
    ['status:PAY_APPROVED', { status: ['PAY_APPROVED'] }],
    ['어제', { period: 'yesterday', fromDay: null, toDay: null }],
    ['금액:≥10000', { amountMin: 10_000, amountMax: null }],
    ['금액:>=1만', { amountMin: 10_000, amountMax: null }],
    ['amount:>4000', { amountMin: 4001, amountMax: null }],
    ['금액:<5000', { amountMin: null, amountMax: 4999 }],
    ['금액:5천 미만', { amountMin: null, amountMax: 4999 }],
    ['금액:1.5만이하', { amountMin: null, amountMax: 15_000 }],
    ['금액:1만-5만', { amountMin: 10_000, amountMax: 50_000 }],
    ['금액:5000-4000', { amountMin: 4000, amountMax: 5000 }],
    ['상태:결제완료,승인대기', { status: ['PAY_COMPLETE', 'PAY_APPROVED'] }],
    ['상태:환불 정산 완료', { status: ['SETTLEMENT_REFUND_COMPLETE'] }],
    ['status:To execute', { status: ['PAY_APPROVED'] }],
    ['STATUS:partly-refunded', { status: ['partial'] }],
    ['결제수단:카드', { method: 'CARD' }],
    ['method:Toss Money', { method: 'TOSS_MONEY' }],
    ['환불:가능', { refund: 'possible' }],
    ['refund:none', { refund: 'none' }],
    ['세금:과세', { tax: 'single' }],
    ['세금:비과세', { tax: 'exempt' }],
    ['세금:복합', { tax: 'combined' }],
    ['세금:비과세·복합', { tax: 'mixed' }],
    ['tax:tax-free or mixed', { tax: 'mixed' }],
    ['tax:single', { tax: 'single' }],
    ['기준:완료', { clock: 'completed' }],
    ['7d', { period: '7d', fromDay: null, toDay: null }],
    ['기간:오늘', { period: 'today', fromDay: null, toDay: null }],
    ['기간:2026-11-20', { period: 'custom', fromDay: '2026-11-20', toDay: '2026-11-20' }],
    ['기간:2026-11-01~', { period: 'custom', fromDay: '2026-11-01', toDay: null }],
    [
      'period:2026-11-01~2026-11-24',
      { period: 'custom', fromDay: '2026-11-01', toDay: '2026-11-24' },
    ],
  ])('%s sets a filter', (text, change) =>
    expect(readSearchWords(text)).toEqual({ change, q: '', unclear: [] }),
  );

  it('belong to one filter each', () => {
    const keys = filterNames.flatMap((name) => filters[name].term?.keys ?? []);
    expect(keys).toEqual([...new Set(keys)]);
  });

  const shown = filterNames.flatMap((name) =>
    Object.values(filters[name].term?.examples ?? {})
      .flatMap((line) => line.split(' · '))
      .filter((text) => text.includes(':'))
      .map((text) => ({ name, text })),
  );
  it.each(shown)('$text in the help sets the filter $name', ({ name, text }) => {
    const { change, q } = readSearchWords(text, 's1');
    expect(q).toBe('');
    expect(Object.keys(filters[name].initial)).toContain(Object.keys(change)[0]);
  });

  it('leaves the rest as text to search for', () => {
    expect(readSearchWords('어제 머그컵 금액:4000- 파랑')).toEqual({
      change: { period: 'yesterday', fromDay: null, toDay: null, amountMin: 4000, amountMax: null },
      q: '머그컵 파랑',
      unclear: [],
    });
    expect(readSearchWords('  ')).toEqual({ change: {}, q: '', unclear: [] });
  });

  it.each([
    '상태:모름',
    '금액:많이',
    '금액:1.23456만',
    '환불:있음',
    '기간:2026-13-01',
    '세금:반반',
    '금액:~',
  ])('%s stays text, and is reported to be no term', (text) =>
    expect(readSearchWords(`머그컵 ${text} 어제`)).toEqual({
      change: { period: 'yesterday', fromDay: null, toDay: null },
      q: `머그컵 ${text}`,
      unclear: [text],
    }),
  );

  it.each(['담당:나', '담당: 나', '담당직원:나', 'Staff:ME'])(
    '%s is the signed-in person',
    (text) => {
      const read = { change: { staff: 's1' }, q: '머그컵', unclear: [] };
      expect(readSearchWords(`${text} 머그컵`, 's1')).toEqual(read);
    },
  );

  it('recognises nobody by name, and nobody at all before the session is known', () => {
    expect(readSearchWords('담당:박서준', 's1').unclear).toEqual(['담당:박서준']);
    expect(readSearchWords('담당:나').unclear).toEqual(['담당:나']);
  });

  it('takes only as many words for a value as belong to it', () => {
    expect(readSearchWords('상태:부분 환불 머그컵')).toEqual({
      change: { status: ['partial'] },
      q: '머그컵',
      unclear: [],
    });
    expect(readSearchWords('상태:결제완료,부분환불').change).toEqual({
      status: ['PAY_COMPLETE', 'partial'],
    });
  });

  it('is not misled by an orderNo with a colon, or by names of Object.prototype', () => {
    expect(readSearchWords('web:2026@77')).toEqual({ change: {}, q: 'web:2026@77', unclear: [] });
    expect(readSearchWords('constructor').change).toEqual({});
    expect(readSearchWords('상태:constructor').unclear).toEqual(['상태:constructor']);
  });

  it('recognises what Toss would accept as an orderNo', () => {
    expect(looksLikeOrderNo('20261120-0042')).toBe(true);
    expect(looksLikeOrderNo('web:2026@77')).toBe(true);
    expect(looksLikeOrderNo('머그컵')).toBe(false);
    expect(looksLikeOrderNo('blue mug 12')).toBe(false);
    expect(looksLikeOrderNo('9'.repeat(51))).toBe(false);
  });

  it('takes few digits for an amount, and a whole date for the start of an orderNo', () => {
    expect(readBareAmount('38000')).toBe(38_000);
    expect(readBareAmount('4,000')).toBe(4000);
    expect(readBareAmount('4000원')).toBe(4000);
    expect(readBareAmount('20261122')).toBeNull();
    expect(readBareAmount('2026-0042')).toBeNull();
  });
});
