/** The addresses of 정산: a month, a day, what is unmatched, the rates. */
import { isDay } from '../address-values.ts';
import { dayAfter, weekdayOf } from '../seoul-days.ts';

export type Place =
  | { kind: 'month'; month: string }
  | { kind: 'day'; day: string }
  | { kind: 'unmatched' | 'rates' | 'unreadable' };

export function readPlace(text: string): Place {
  if (text === 'unmatched' || text === 'rates') return { kind: text };
  if (isDay(text)) return { kind: 'day', day: text };
  return isDay(`${text}-01`) ? { kind: 'month', month: text } : { kind: 'unreadable' };
}

export const placePath = (place: string) => `/settlement/${place}`;

/** The next day that is no weekend, on which banks don't pay out; `-1` for the one before. */
export function payoutDayAfter(day: string, step: 1 | -1): string {
  let next = dayAfter(day, step);
  while (weekdayOf(next) % 6 === 0) next = dayAfter(next, step);
  return next;
}
