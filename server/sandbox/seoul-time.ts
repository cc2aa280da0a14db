const SEOUL_OFFSET_MS = 9 * 60 * 60 * 1000;
const WIRE_TIME = /^(\d{4})-(\d{2})-(\d{2}) (\d{2}):(\d{2}):(\d{2})$/;

/** Writes an instant as the wire does: `yyyy-MM-dd HH:mm:ss` in Asia/Seoul; absent is `""`. */
export function toSeoulText(atMs: number | null): string {
  if (atMs === null) return '';
  return new Date(atMs + SEOUL_OFFSET_MS).toISOString().slice(0, 19).replace('T', ' ');
}

/** Reads the wire's time; `undefined` for anything else, impossible dates included. */
export function fromSeoulText(text: string): number | undefined {
  if (!WIRE_TIME.test(text)) return undefined;
  const atMs = Date.parse(`${text.replace(' ', 'T')}Z`) - SEOUL_OFFSET_MS;
  // Date.parse turns 30 February into March in some engines; a round trip tells.
  return Number.isNaN(atMs) || toSeoulText(atMs) !== text ? undefined : atMs;
}

/** The first instant of the Seoul day that `atMs` falls on. */
export function startOfSeoulDay(atMs: number): number {
  const dayMs = 24 * 60 * 60 * 1000;
  return Math.floor((atMs + SEOUL_OFFSET_MS) / dayMs) * dayMs - SEOUL_OFFSET_MS;
}
