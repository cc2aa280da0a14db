/** Days and months in Seoul, as addresses and date fields have them: `'2026-11-24'`. */
import { DAY_MS } from '../shared/kst.ts';
import { seoulDate } from './format.ts';

const startMs = (date: string) => Date.parse(`${date}T00:00:00+09:00`);

/** @param days number of days later; negative for earlier */
export function dayAfter(date: string, days: number): string {
  return seoulDate(startMs(date) + days * DAY_MS);
}

/** The month after, `'2026-12'`; negative for before. */
export function monthAfter(month: string, months: number): string {
  const [year = 0, number = 1] = month.split('-').map(Number);
  const date = new Date(Date.UTC(year, number - 1 + months, 1));
  return date.toISOString().slice(0, 7);
}

/** 0 is Sunday. */
export const weekdayOf = (date: string) => new Date(`${date}T00:00:00.000Z`).getUTCDay();
