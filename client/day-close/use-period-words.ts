import { useTranslation } from 'react-i18next';
import { monthWords } from '../ui/day-words.ts';
import { fullDayWords, shortDayWords } from './day-words.ts';
import type { Period } from './periods.ts';

/** The title of a period's sheet: `월마감표 2026년 10월`. */
export function usePeriodWords(): (period: Period) => string {
  const { t } = useTranslation();
  return (period) => {
    if (period.kind === 'day') return fullDayWords(period.day, t);
    if (period.kind === 'span') {
      const { from, to } = period;
      return t('dayClose.period.title.span', {
        from: shortDayWords(from, t),
        to: shortDayWords(to, t),
      });
    }
    return t('dayClose.period.title.month', { month: monthWords(period.month, t) });
  };
}
