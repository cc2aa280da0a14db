/** Days of the shop, as addresses and date fields write them: `'2026-11-24'`, in Seoul. */
import { DAY_MS } from '../../shared/kst.ts';
import { seoulDate } from '../format.ts';

const startMs = (date: string) => Date.parse(`${date}T00:00:00+09:00`);

/** `true` for a day of the calendar that a desk can have been there on. */
export function isDay(text: string): boolean {
  if (!/^2\d{3}-\d{2}-\d{2}$/.test(text)) return false;
  const ms = startMs(text);
  // 31 November rolls over to another day.
  return !Number.isNaN(ms) && seoulDate(ms) === text;
}

/** @param days how many days later; earlier where negative */
export function dayAfter(date: string, days: number): string {
  return seoulDate(startMs(date) + days * DAY_MS);
}

export function dayPath(date: string): string {
  return `/day-close/${date}`;
}
