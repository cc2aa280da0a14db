import { SEARCH_MAX } from '../../../shared/limits.ts';
import type { Filter } from './filter.ts';

/** Set by the search box; it has no field. */
export const qFilter: Filter<{ q: string }, 'q'> = {
  name: { ko: '찾기', en: 'Search' },
  initial: { q: '' },
  read: (search) => ({ q: (search.get('q') ?? '').slice(0, SEARCH_MAX) }),
  write: ({ q }) => ({ q }),
  toDesk: ({ q }) => ({ q: q === '' ? null : q }),
  value: ({ q }) => q,
};
