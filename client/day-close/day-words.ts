/** Days and times of the sheet as text. */
import type { TFunction } from 'i18next';
import { formatClock, formatClockSeconds, seoulDate } from '../format.ts';

type Weekday = 0 | 1 | 2 | 3 | 4 | 5 | 6;

function partsOf(date: string, t: TFunction) {
  const [year = '', month = '', day = ''] = date.split('-');
  const weekday = new Date(`${date}T00:00:00.000Z`).getUTCDay() as Weekday;
  return {
    year,
    month: Number(month),
    day: Number(day),
    weekday: t(`common.weekday.d${weekday}`),
  };
}

/** `2026년 11월 24일 (화)` */
export function dayWords(date: string, t: TFunction): string {
  return t('dayClose.day', partsOf(date, t));
}

/** `11월 24일 (화)` */
export function shortDayWords(date: string, t: TFunction): string {
  return t('dayClose.dayShort', partsOf(date, t));
}

/** `14:03:09`; preceded by the date if that is not the sheet's. */
export function clockWords(iso: string, date: string): string {
  const day = seoulDate(Date.parse(iso));
  return day === date ? formatClockSeconds(iso) : `${day} ${formatClock(iso)}`;
}

/** `2026-11-24 14:03:09`: with date and year, because paper is kept. */
export function stampWords(iso: string): string {
  return `${seoulDate(Date.parse(iso))} ${formatClockSeconds(iso)}`;
}
