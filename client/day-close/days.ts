/** Days in Seoul, as addresses and date fields have them: `'2026-11-24'`. */
import { DAY_MS } from '../../shared/kst.ts';
import { seoulDate } from '../format.ts';

const startMs = (date: string) => Date.parse(`${date}T00:00:00+09:00`);

/** `true` for a valid day from the year 2000 on. */
export function isDay(text: string): boolean {
  if (!/^2\d{3}-\d{2}-\d{2}$/.test(text)) return false;
  const ms = startMs(text);
  // `Date` turns 31 November into another day.
  return !Number.isNaN(ms) && seoulDate(ms) === text;
}

/** @param days number of days later; negative for earlier */
export function dayAfter(date: string, days: number): string {
  return seoulDate(startMs(date) + days * DAY_MS);
}

export function dayPath(date: string): string {
  return `/day-close/${date}`;
}
