/** Days and times of the sheet as text. */
import type { TFunction } from 'i18next';
import { formatClock, formatClockSeconds, seoulDate } from '../format.ts';
import { dayParts } from '../ui/day-words.ts';

/** `2026년 11월 24일 (화)` */
export function fullDayWords(date: string, t: TFunction): string {
  return t('dayClose.day', dayParts(date, t));
}

/** `11월 24일 (화)` */
export function shortDayWords(date: string, t: TFunction): string {
  return t('dayClose.dayShort', dayParts(date, t));
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
