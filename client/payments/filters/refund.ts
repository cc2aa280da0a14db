import { choice } from './choice.tsx';
import { valuesOf, type Filter } from './filter.ts';

export interface RefundPart {
  refund: 'none' | 'partial' | 'full' | 'possible' | null;
}

export const refundFilter: Filter<RefundPart, 'refunded' | 'refundable'> = {
  name: { ko: '환불', en: 'Refund' },
  ...choice(
    'refund',
    null,
    valuesOf({
      none: { ko: '환불 없음', en: 'Not refunded' },
      partial: { ko: '부분 환불', en: 'Partly refunded' },
      full: { ko: '전액 환불', en: 'Fully refunded' },
      possible: { ko: '환불 가능', en: 'Refundable' },
    }),
    {
      keys: ['환불', 'refund'],
      examples: {
        ko: '환불:없음 · 환불:부분 · 환불:가능',
        en: 'refund:none · refund:partial · refund:possible',
      },
      words: {
        없음: 'none',
        none: 'none',
        부분: 'partial',
        부분환불: 'partial',
        partial: 'partial',
        전액: 'full',
        전액환불: 'full',
        full: 'full',
        가능: 'possible',
        possible: 'possible',
        refundable: 'possible',
      },
    },
  ),
  toDesk: ({ refund }) =>
    refund === 'possible'
      ? { refundable: true, refunded: null }
      : { refundable: null, refunded: refund },
};
