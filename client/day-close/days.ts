/** Days in Seoul, as addresses and date fields have them: `'2026-11-24'`. */
import { DAY_MS } from '../../shared/kst.ts';
import { seoulDate } from '../format.ts';

const startMs = (date: string) => Date.parse(`${date}T00:00:00+09:00`);

/** @param days number of days later; negative for earlier */
export function dayAfter(date: string, days: number): string {
  return seoulDate(startMs(date) + days * DAY_MS);
}

export function dayPath(date: string): string {
  return `/day-close/${date}`;
}
