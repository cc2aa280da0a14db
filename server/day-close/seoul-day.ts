/** Days in Seoul as ranges of time. */
import { DAY_MS, isoToKst } from '../../shared/kst.ts';
import type { Span } from '../storage/day-close-figures.ts';

const HOUR_MS = 60 * 60 * 1000;

/** @param date `'2026-11-24'` */
export function spanOfDay(date: string): Span {
  const fromMs = Date.parse(`${date}T00:00:00+09:00`);
  return {
    from: new Date(fromMs).toISOString(),
    to: new Date(fromMs + DAY_MS).toISOString(),
  };
}

/** The hours of a day, in order. */
export function hoursOf(day: Span): Span[] {
  const fromMs = Date.parse(day.from);
  return Array.from({ length: DAY_MS / HOUR_MS }, (_, hour) => ({
    from: new Date(fromMs + hour * HOUR_MS).toISOString(),
    to: new Date(fromMs + (hour + 1) * HOUR_MS).toISOString(),
  }));
}

/** The Seoul day of a time: `'2026-11-24'`. */
export function seoulDayOf(iso: string): string {
  return isoToKst(iso).slice(0, 10);
}
