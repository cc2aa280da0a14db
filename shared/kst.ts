/**
 * Toss writes times as `yyyy-MM-dd HH:mm:ss` in Asia/Seoul without a zone; the desk keeps ISO-8601
 * UTC with milliseconds. Korea has had UTC+9 without daylight saving since 1988, long before the
 * first payment, so the offset is a constant.
 */

const KST_OFFSET_MS = 9 * 60 * 60 * 1000;
const KST_TEXT = /^(\d{4})-(\d{2})-(\d{2}) (\d{2}):(\d{2}):(\d{2})$/;

/** One day in milliseconds. */
export const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * `'2019-04-01 12:47:35'` (Seoul) → `'2019-04-01T03:47:35.000Z'`.
 * @returns `null` for an empty, malformed or impossible time; Toss writes `""` for an absent one.
 */
export function kstToIso(text: string): string | null {
  const match = KST_TEXT.exec(text);
  if (!match) return null;
  const [year, month, day, hour, minute, second] = match.slice(1).map(Number);
  const utc = Date.UTC(year ?? 0, (month ?? 0) - 1, day, hour, minute, second) - KST_OFFSET_MS;
  const iso = new Date(utc).toISOString();
  // Date.UTC rolls 31 February over; such a text must not become another day.
  return isoToKst(iso) === text ? iso : null;
}

/** `'2019-04-01T03:47:35.000Z'` → `'2019-04-01 12:47:35'` (Seoul), cut to whole seconds. */
export function isoToKst(iso: string): string {
  const seoul = new Date(Date.parse(iso) + KST_OFFSET_MS).toISOString();
  return `${seoul.slice(0, 10)} ${seoul.slice(11, 19)}`;
}

/** The instant at which the Seoul day that contains `iso` began, as ISO UTC. */
export function startOfKstDay(iso: string): string {
  const shifted = Date.parse(iso) + KST_OFFSET_MS;
  return new Date(shifted - (shifted % DAY_MS) - KST_OFFSET_MS).toISOString();
}

/** So many years earlier, ISO UTC; of 29 February the 1 March where the year has none. */
export function yearsBefore(iso: string, years: number): string {
  const date = new Date(iso);
  date.setUTCFullYear(date.getUTCFullYear() - years);
  return date.toISOString();
}
