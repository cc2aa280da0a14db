import { choice } from './choice.tsx';
import { valuesOf, type Filter } from './filter.ts';

interface ClockPart {
  clock: 'created' | 'completed' | 'changed' | 'refunded';
}

export const clockFilter: Filter<ClockPart, 'clock'> = {
  name: { ko: '기준 시각', en: 'Time of' },
  ...choice(
    'clock',
    'changed',
    valuesOf({
      created: { ko: '결제 생성', en: 'Creation' },
      completed: { ko: '결제 완료', en: 'Payment' },
      changed: { ko: '마지막 변경', en: 'Last change' },
      refunded: { ko: '환불', en: 'Refund' },
    }),
    {
      keys: ['기준', '기준시각', 'clock'],
      examples: {
        ko: '기준:생성 · 기준:완료 · 기준:변경 · 기준:환불',
        en: 'clock:created · clock:completed · clock:changed · clock:refunded',
      },
      words: {
        생성: 'created',
        결제생성: 'created',
        created: 'created',
        완료: 'completed',
        결제완료: 'completed',
        completed: 'completed',
        변경: 'changed',
        마지막변경: 'changed',
        changed: 'changed',
        환불: 'refunded',
        환불일: 'refunded',
        refunded: 'refunded',
      },
    },
  ),
  toDesk: ({ clock }) => ({ clock }),
  always: 'reset',
};
