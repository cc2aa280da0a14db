/** Days in Seoul as ranges of time. */
import { DAY_MS } from '../../shared/kst.ts';
import type { Span } from '../storage/day-close-figures.ts';

const HOUR_MS = 60 * 60 * 1000;

/** The hours of a day, in order. */
export function hoursOf(day: Span): Span[] {
  const fromMs = Date.parse(day.from);
  return Array.from({ length: DAY_MS / HOUR_MS }, (_, hour) => ({
    from: new Date(fromMs + hour * HOUR_MS).toISOString(),
    to: new Date(fromMs + (hour + 1) * HOUR_MS).toISOString(),
  }));
}
