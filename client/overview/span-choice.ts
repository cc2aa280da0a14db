/** The days that the overview shows, in its address. */
import { DAY_MS } from '../../shared/kst.ts';
import { MOST_OVERVIEW_DAYS } from '../../shared/overview.ts';

/** A number of days up to and including today, or a first and a last day. */
export type SpanChoice = { days: number } | { from: string; to: string };

/** The lengths that are offered, in days. */
export const spanLengths = [7, 30, 90] as const;

const usual = { days: 30 };

/** Days since 1970; `NaN` for an invalid day. */
function dayNumber(day: string): number {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return Number.NaN;
  const ms = Date.parse(`${day}T00:00:00.000Z`);
  const isReal = !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(day);
  return isReal ? ms / DAY_MS : Number.NaN;
}

export type SpanFault = 'missing' | 'order' | 'future' | 'long';

/**
 * Why the server would refuse the span; `null` if it is valid.
 * @param today in Seoul
 */
export function spanFault(from: string, to: string, today: string): SpanFault | null {
  const days = dayNumber(to) - dayNumber(from) + 1;
  if (Number.isNaN(days)) return 'missing';
  if (to > today) return 'future';
  if (days < 1) return 'order';
  return days > MOST_OVERVIEW_DAYS ? 'long' : null;
}

/** Reads the span from the address; if it is invalid, the last thirty days. */
export function readSpanChoice(search: URLSearchParams, today: string): SpanChoice {
  const [from, to] = [search.get('from') ?? '', search.get('to') ?? ''];
  if (spanFault(from, to, today) === null) return { from, to };
  const days = spanLengths.find((length) => String(length) === search.get('days'));
  return days === undefined ? usual : { days };
}

/** Writes the span into the address; the default is left out. */
export function writeSpanChoice(choice: SpanChoice): URLSearchParams {
  if ('from' in choice) return new URLSearchParams(choice);
  return new URLSearchParams(choice.days === usual.days ? {} : { days: String(choice.days) });
}
