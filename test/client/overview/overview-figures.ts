/** Figures as the desk answers them: a week in which money came on two days. */
import type { Overview } from '../../../shared/api.ts';

export const noMoney = { payments: 0, paid: 0, refunds: 0, refunded: 0, net: 0 };

const money = (payments: number, paid: number, refunds = 0, refunded = 0) => ({
  ...{ payments, paid, refunds, refunded },
  net: paid - refunded,
});

const daysOfWeek = ['18', '19', '20', '21', '22', '23', '24'].map((day) => `2026-11-${day}`);

/** 14:30 on the 24th of November, in Seoul. */
export const AS_OF = '2026-11-24T05:30:00.000Z';

export function overviewOf(part: Partial<Overview> = {}): Overview {
  const onDay: Record<string, typeof noMoney> = {
    '2026-11-20': money(2, 50_000),
    '2026-11-24': money(1, 30_000, 2, 34_000),
  };
  return {
    asOf: AS_OF,
    from: '2026-11-18',
    to: '2026-11-24',
    firstDay: '2026-10-01',
    today: {
      ...money(1, 30_000, 2, 34_000),
      before: {
        ...money(2, 20_000),
        from: '2026-11-22T15:00:00.000Z',
        to: '2026-11-23T05:30:00.000Z',
      },
    },
    span: {
      ...money(3, 80_000, 2, 34_000),
      before: {
        ...money(9, 100_000, 1, 34_000),
        from: '2026-11-10T15:00:00.000Z',
        to: '2026-11-17T05:30:00.000Z',
      },
    },
    refundRate: 0.425,
    days: daysOfWeek.map((day) => ({ day, ...(onDay[day] ?? noMoney) })),
    byHour: Array.from({ length: 24 }, (_, hour) => ({
      hour,
      ...(hour === 9 ? money(2, 50_000) : hour === 14 ? money(1, 30_000, 2, 34_000) : noMoney),
    })),
    byMethod: [
      { method: 'TOSS_MONEY', ...money(2, 60_000, 2, 34_000) },
      { method: 'CARD', ...money(1, 20_000) },
    ],
    undated: { refunds: 0, refunded: 0 },
    unknowns: { settled: 0, medianMs: null, p90Ms: null, longestMs: null, open: 0 },
    ...part,
  };
}

/** A shop without any payment. */
export function newShop(): Overview {
  const { today, span, days, byHour, byMethod, ...rest } = overviewOf();
  const compared = ({ before: { from, to } }: Overview['span']) => ({
    ...noMoney,
    before: { ...noMoney, from, to },
  });
  return {
    ...rest,
    firstDay: null,
    today: compared(today),
    span: compared(span),
    refundRate: null,
    days: days.map(({ day }) => ({ day, ...noMoney })),
    byHour: byHour.map(({ hour }) => ({ hour, ...noMoney })),
    byMethod: byMethod.map(({ method }) => ({ method, ...noMoney })),
  };
}
