import type { TaxFilter } from '../../../shared/tax-split.ts';
import { choice } from './choice.tsx';
import { valuesOf, type Filter } from './filter.ts';

interface TaxPart {
  tax: TaxFilter | null;
}

export const taxFilter: Filter<TaxPart, 'tax'> = {
  name: { ko: '세금', en: 'Tax' },
  ...choice(
    'tax',
    null,
    valuesOf({
      single: { ko: '과세', en: 'Taxable' },
      exempt: { ko: '비과세', en: 'Tax-free' },
      combined: { ko: '복합', en: 'Mixed' },
      mixed: { ko: '비과세·복합', en: 'Tax-free or mixed' },
    }),
    {
      keys: ['세금', 'tax'],
      examples: {
        ko: '세금:과세 · 세금:비과세 · 세금:복합',
        en: 'tax:taxable · tax:free · tax:mixed',
      },
      words: {
        과세: 'single',
        단일: 'single',
        단일과세: 'single',
        single: 'single',
        taxable: 'single',
        비과세: 'exempt',
        면세: 'exempt',
        exempt: 'exempt',
        free: 'exempt',
        taxfree: 'exempt',
        복합: 'combined',
        복합과세: 'combined',
        mixed: 'combined',
        비과세·복합: 'mixed',
        taxfreeormixed: 'mixed',
      },
    },
  ),
  toDesk: ({ tax }) => ({ tax }),
};
