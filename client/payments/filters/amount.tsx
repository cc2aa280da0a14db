import type { Filter } from './filter.ts';
import { readWonSpan, wonParam, wonWords } from './won.ts';

interface AmountPart {
  /** In won, both included. */
  amountMin: number | null;
  amountMax: number | null;
}

export const amountFilter: Filter<AmountPart, 'amountMin' | 'amountMax'> = {
  name: { ko: '금액', en: 'Amount' },
  initial: { amountMin: null, amountMax: null },
  read: (search) => ({
    amountMin: wonParam(search.get('min')),
    amountMax: wonParam(search.get('max')),
  }),
  write: ({ amountMin, amountMax }) => ({ min: amountMin, max: amountMax }),
  toDesk: ({ amountMin, amountMax }) => ({ amountMin, amountMax }),
  value: ({ amountMin, amountMax }) => wonWords({ low: amountMin, high: amountMax }),
  field: ({ WonField }, { part, onChange, onDone }) => (
    <WonField
      low={part.amountMin}
      high={part.amountMax}
      onChange={(amountMin, amountMax) => {
        onChange({ amountMin, amountMax });
        onDone();
      }}
    />
  ),
  term: {
    keys: ['금액', 'amount'],
    examples: {
      ko: '금액:4000-5000 · 금액:≥1만 · 38000',
      en: 'amount:4000-5000 · amount:>=10000 · 38000',
    },
    read: (text) => {
      const span = readWonSpan(text);
      return span && { amountMin: span.low, amountMax: span.high };
    },
  },
};
