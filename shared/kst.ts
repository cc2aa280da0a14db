/**
 * Toss writes times as `yyyy-MM-dd HH:mm:ss` in Asia/Seoul without a zone; the desk stores ISO-8601
 * UTC with milliseconds. Korea has been UTC+9 without daylight saving since 1988, before the first
 * payment, so the offset is a constant.
 */

const KST_OFFSET_MS = 9 * 60 * 60 * 1000;
const KST_TEXT = /^(\d{4})-(\d{2})-(\d{2}) (\d{2}):(\d{2}):(\d{2})$/;

export const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Converts `'2019-04-01 12:47:35'` (Seoul) to `'2019-04-01T03:47:35.000Z'`.
 * @returns `null` for an empty, malformed or impossible time; Toss writes `""` for an absent one.
 */
export function kstToIso(text: string): string | null {
  const match = KST_TEXT.exec(text);
  if (!match) return null;
  const [year, month, day, hour, minute, second] = match.slice(1).map(Number);
  const utc = Date.UTC(year ?? 0, (month ?? 0) - 1, day, hour, minute, second) - KST_OFFSET_MS;
  const iso = new Date(utc).toISOString();
  // Date.UTC rolls 31 February over into March; converting back detects that.
  return isoToKst(iso) === text ? iso : null;
}

/**
 * Converts `'2019-04-01T03:47:35.000Z'` to `'2019-04-01 12:47:35'` (Seoul), without milliseconds.
 */
export function isoToKst(iso: string): string {
  const seoul = new Date(Date.parse(iso) + KST_OFFSET_MS).toISOString();
  return `${seoul.slice(0, 10)} ${seoul.slice(11, 19)}`;
}

/** The Seoul day of an instant: `'2026-11-24'`. */
export const kstDayOf = (iso: string) => isoToKst(iso).slice(0, 10);

/** The first instant of a Seoul day and of the one after it, as ISO UTC. */
export function spanOfKstDay(day: string): { from: string; to: string } {
  const fromMs = Date.parse(`${day}T00:00:00+09:00`);
  return { from: new Date(fromMs).toISOString(), to: new Date(fromMs + DAY_MS).toISOString() };
}

/** An instant with any offset, as ISO UTC with milliseconds: the form of stored times. */
export const toUtc = (instant: string) => new Date(Date.parse(instant)).toISOString();

/** Start of the Seoul day that contains `iso`, as ISO UTC. */
export function startOfKstDay(iso: string): string {
  const shifted = Date.parse(iso) + KST_OFFSET_MS;
  return new Date(shifted - (shifted % DAY_MS) - KST_OFFSET_MS).toISOString();
}

/** The first instant of a Seoul month, `'2026-11'`, and of the one after it, as ISO UTC. */
export function spanOfKstMonth(month: string): { from: string; to: string } {
  const [year = 0, number = 0] = month.split('-').map(Number);
  const start = (after: number) =>
    new Date(Date.UTC(year, number - 1 + after, 1) - KST_OFFSET_MS).toISOString();
  return { from: start(0), to: start(1) };
}

/** The first and the last day of a month, `'2026-11'`. */
export function daysOfMonth(month: string): { from: string; to: string } {
  const [year = 0, number = 1] = month.split('-').map(Number);
  // Day 0 of the next month is the last one of this.
  const last = new Date(Date.UTC(year, number, 0)).getUTCDate();
  return { from: `${month}-01`, to: `${month}-${String(last)}` };
}

/** The same time `years` years earlier, ISO UTC; 29 February becomes 1 March in a common year. */
export function yearsBefore(iso: string, years: number): string {
  const date = new Date(iso);
  date.setUTCFullYear(date.getUTCFullYear() - years);
  return date.toISOString();
}
