/** Parses values in the address of a list or a log, and turns days into instants for the API. */
import { DAY_MS } from '../shared/kst.ts';

/** The value if it is one of `known`, else `null`. */
export function oneOf<T extends string>(known: readonly T[], value: unknown): T | null {
  return known.find((item) => item === value) ?? null;
}

const startOf = (day: string) => `${day}T00:00:00+09:00`;

/** Whether the text is a day such as `2026-11-24`. */
export function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(startOf(text)));
}

/**
 * The ISO instants of a span of days in Seoul, both days included; `to` is exclusive.
 * @param fromDay `2026-11-24`; `null`: open
 */
export function spanOfDays(fromDay: string | null, toDay: string | null) {
  const instant = (day: string | null, addMs: number) =>
    day === null ? null : new Date(Date.parse(startOf(day)) + addMs).toISOString();
  return { from: instant(fromDay, 0), to: instant(toDay, DAY_MS) };
}
