import { payMethods, type PayMethod } from '../../../shared/payment.ts';
import { i18n } from '../../copy/i18n.ts';
import { choice } from './choice.tsx';
import type { Filter } from './filter.ts';

interface MethodPart {
  method: PayMethod | null;
}

export const methodFilter: Filter<MethodPart, 'method'> = {
  name: { ko: '결제수단', en: 'Method' },
  ...choice(
    'method',
    null,
    { values: payMethods, word: (method) => i18n.t(`common.method.${method}`) },
    {
      keys: ['결제수단', '수단', 'method'],
      examples: { ko: '결제수단:카드 · 결제수단:토스머니', en: 'method:card · method:money' },
      words: {
        토스머니: 'TOSS_MONEY',
        머니: 'TOSS_MONEY',
        tossmoney: 'TOSS_MONEY',
        money: 'TOSS_MONEY',
        카드: 'CARD',
        card: 'CARD',
      },
    },
  ),
  toDesk: ({ method }) => ({ method }),
};
