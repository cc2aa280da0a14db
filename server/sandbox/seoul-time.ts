const SEOUL_OFFSET_MS = 9 * 60 * 60 * 1000;
const WIRE_TIME = /^(\d{4})-(\d{2})-(\d{2}) (\d{2}):(\d{2}):(\d{2})$/;

/** Formats a time as the wire does: `yyyy-MM-dd HH:mm:ss` in Asia/Seoul; `""` for null. */
export function toSeoulText(atMs: number | null): string {
  if (atMs === null) return '';
  return new Date(atMs + SEOUL_OFFSET_MS).toISOString().slice(0, 19).replace('T', ' ');
}

/** Parses the wire's time; `undefined` for anything else, impossible dates included. */
export function fromSeoulText(text: string): number | undefined {
  if (!WIRE_TIME.test(text)) return undefined;
  const atMs = Date.parse(`${text.replace(' ', 'T')}Z`) - SEOUL_OFFSET_MS;
  // Some engines parse 30 February as March; converting back detects that.
  return Number.isNaN(atMs) || toSeoulText(atMs) !== text ? undefined : atMs;
}

/** Start of the Seoul day that contains `atMs`. */
export function startOfSeoulDay(atMs: number): number {
  const dayMs = 24 * 60 * 60 * 1000;
  return Math.floor((atMs + SEOUL_OFFSET_MS) / dayMs) * dayMs - SEOUL_OFFSET_MS;
}

/** A Seoul day as the settlement names it: yyyyMMdd. */
export type SeoulDay = string;
export const SEOUL_DAY = /^\d{8}$/;

export function toSeoulDay(atMs: number): SeoulDay {
  return toSeoulText(atMs).slice(0, 10).replaceAll('-', '');
}

function withDashes(day: SeoulDay): string {
  return `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}`;
}

/** `undefined` for a text that is no day. */
export function readSeoulDay(text: string): SeoulDay | undefined {
  if (!SEOUL_DAY.test(text)) return undefined;
  return fromSeoulText(`${withDashes(text)} 00:00:00`) === undefined ? undefined : text;
}

export function dayStart(day: SeoulDay): number {
  return Date.parse(withDashes(day)) - SEOUL_OFFSET_MS;
}

export function addDays(day: SeoulDay, count: number): SeoulDay {
  return toSeoulDay(dayStart(day) + count * 24 * 60 * 60 * 1000);
}

/** 0 is Sunday. */
export function weekdayOf(day: SeoulDay): number {
  return new Date(withDashes(day)).getUTCDay();
}
