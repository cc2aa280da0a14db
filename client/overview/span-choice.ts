/** Which days are looked at, as the address says it. */
import { DAY_MS } from '../../shared/kst.ts';
import { MOST_OVERVIEW_DAYS } from '../../shared/overview.ts';

/** So many days up to today, which move on at midnight, or two days and all between them. */
export type SpanChoice = { days: number } | { from: string; to: string };

/** The lengths that are offered, in days. */
export const spanLengths = [7, 30, 90] as const;

const usual = { days: 30 };

/** Days since 1970; not a number where there is no such day. */
function dayNumber(day: string): number {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return Number.NaN;
  const ms = Date.parse(`${day}T00:00:00.000Z`);
  const isReal = !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(day);
  return isReal ? ms / DAY_MS : Number.NaN;
}

export type SpanFault = 'missing' | 'order' | 'future' | 'long';

/**
 * Why two days make no span that the desk would answer; `null` where they do.
 * @param today in Seoul
 */
export function spanFault(from: string, to: string, today: string): SpanFault | null {
  const days = dayNumber(to) - dayNumber(from) + 1;
  if (Number.isNaN(days)) return 'missing';
  if (to > today) return 'future';
  if (days < 1) return 'order';
  return days > MOST_OVERVIEW_DAYS ? 'long' : null;
}

/** What an address asks for; where that can't be, the last thirty days. */
export function readSpanChoice(search: URLSearchParams, today: string): SpanChoice {
  const [from, to] = [search.get('from') ?? '', search.get('to') ?? ''];
  if (spanFault(from, to, today) === null) return { from, to };
  const days = spanLengths.find((length) => String(length) === search.get('days'));
  return days === undefined ? usual : { days };
}

/** The address says only what differs from the usual. */
export function writeSpanChoice(choice: SpanChoice): URLSearchParams {
  if ('from' in choice) return new URLSearchParams(choice);
  return new URLSearchParams(choice.days === usual.days ? {} : { days: String(choice.days) });
}
