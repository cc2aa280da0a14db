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
