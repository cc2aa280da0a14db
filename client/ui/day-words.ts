import type { TFunction } from 'i18next';
import { seoulDate } from '../format.ts';

type Weekday = 0 | 1 | 2 | 3 | 4 | 5 | 6;

/** Year, month, day and weekday of a day in Seoul, `2026-11-24`, for a text of the copy. */
export function dayParts(date: string, t: TFunction) {
  const [year = '', month = '', day = ''] = date.split('-');
  const weekday = new Date(`${date}T00:00:00.000Z`).getUTCDay() as Weekday;
  return { year, month: Number(month), day: Number(day), weekday: t(`common.weekday.d${weekday}`) };
}

/** A month, `2026-11`: `2026년 11월`. */
export function monthWords(month: string, t: TFunction): string {
  const [year = '', number = ''] = month.split('-');
  return t('common.month', { year, month: Number(number) });
}

/** `11월 24일 (화)`, the day in Seoul; includes the year when it isn't the current one. */
export function dayWords(iso: string, nowMs: number, t: TFunction): string {
  const words = dayParts(seoulDate(Date.parse(iso)), t);
  return seoulDate(nowMs).startsWith(words.year)
    ? t('common.dayHead.recent', words)
    : t('common.dayHead.withYear', words);
}
