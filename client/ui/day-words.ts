import type { TFunction } from 'i18next';
import { seoulDate } from '../format.ts';

/** `11월 24일 (화)`, the day in Seoul; includes the year when it isn't the current one. */
export function dayWords(iso: string, nowMs: number, t: TFunction): string {
  const date = seoulDate(Date.parse(iso));
  const [year = '', month = '', day = ''] = date.split('-');
  const weekday = new Date(`${date}T00:00:00.000Z`).getUTCDay() as 0 | 1 | 2 | 3 | 4 | 5 | 6;
  const words = {
    year,
    month: Number(month),
    day: Number(day),
    weekday: t(`common.weekday.d${weekday}`),
  };
  return seoulDate(nowMs).startsWith(year)
    ? t('common.dayHead.recent', words)
    : t('common.dayHead.withYear', words);
}
