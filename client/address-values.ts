/** Parses values in the address of a list or a log, and turns days into instants for the API. */
import { DAY_MS } from '../shared/kst.ts';
import { seoulDate } from './format.ts';

/** The value if it is one of `known`, else `null`. */
export function oneOf<T extends string>(known: readonly T[], value: unknown): T | null {
  return known.find((item) => item === value) ?? null;
}

/** The first instant of a day in Seoul, ms since 1970; `NaN` for no day. */
const startOf = (day: string) => Date.parse(`${day}T00:00:00+09:00`);

/** `true` for a day of the calendar from the year 2000 on, such as `2026-11-24`. */
export function isDay(text: string): boolean {
  if (!/^2\d{3}-\d{2}-\d{2}$/.test(text)) return false;
  const ms = startOf(text);
  // `Date` turns 31 November into another day.
  return !Number.isNaN(ms) && seoulDate(ms) === text;
}

/**
 * The ISO instants of a span of days in Seoul, both days included; `to` is exclusive.
 * @param fromDay `2026-11-24`; `null`: open
 */
export function spanOfDays(fromDay: string | null, toDay: string | null) {
  const instant = (day: string | null, addMs: number) =>
    day === null ? null : new Date(startOf(day) + addMs).toISOString();
  return { from: instant(fromDay, 0), to: instant(toDay, DAY_MS) };
}
