import { choice } from './choice.tsx';
import { valuesOf, type Filter } from './filter.ts';

interface TaxPart {
  tax: 'single' | 'mixed' | null;
}

export const taxFilter: Filter<TaxPart, 'tax'> = {
  name: { ko: '세금', en: 'Tax' },
  ...choice(
    'tax',
    null,
    valuesOf({
      single: { ko: '단일 과세', en: 'Single tax' },
      mixed: { ko: '복합과세', en: 'Mixed tax' },
    }),
    {
      keys: ['세금', 'tax'],
      examples: { ko: '세금:단일 · 세금:복합', en: 'tax:single · tax:mixed' },
      words: {
        단일: 'single',
        단일과세: 'single',
        single: 'single',
        복합: 'mixed',
        복합과세: 'mixed',
        mixed: 'mixed',
      },
    },
  ),
  toDesk: ({ tax }) => ({ tax }),
};
