import { say, type Filter } from './filter.ts';

/** Set by a counter; it has no field. */
export const driftFilter: Filter<{ drift: boolean }, 'drift'> = {
  name: { ko: '토스와 다름', en: 'Differs from Toss' },
  initial: { drift: false },
  read: (search) => ({ drift: search.get('drift') === '1' }),
  write: ({ drift }) => ({ drift: drift ? 1 : null }),
  toDesk: ({ drift }) => ({ drift: drift ? true : null }),
  value: () => say({ ko: '예', en: 'Yes' }),
};
