import type { TaxKind } from '../../../shared/tax-split.ts';
import { choice } from './choice.tsx';
import { valuesOf, type Filter } from './filter.ts';

interface TaxPart {
  tax: TaxKind | null;
}

export const taxFilter: Filter<TaxPart, 'tax'> = {
  name: { ko: '세금', en: 'Tax' },
  ...choice(
    'tax',
    null,
    valuesOf({
      single: { ko: '과세', en: 'Taxable' },
      exempt: { ko: '비과세', en: 'Tax-free' },
      mixed: { ko: '복합', en: 'Mixed' },
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
        복합: 'mixed',
        복합과세: 'mixed',
        mixed: 'mixed',
      },
    },
  ),
  toDesk: ({ tax }) => ({ tax }),
};
