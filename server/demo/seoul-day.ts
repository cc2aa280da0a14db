const SEOUL_OFFSET_MS = 9 * 60 * 60 * 1000;
const DAY_MS = 24 * 60 * 60 * 1000;

/** Start of the Seoul day of `atMs`, in milliseconds since 1970. */
export function seoulMidnight(atMs: number): number {
  return Math.floor((atMs + SEOUL_OFFSET_MS) / DAY_MS) * DAY_MS - SEOUL_OFFSET_MS;
}

/** The Seoul day of `atMs` as in the shop's orderNos: `20261124`. */
export function seoulDayDigits(atMs: number): string {
  return new Date(atMs + SEOUL_OFFSET_MS).toISOString().slice(0, 10).replaceAll('-', '');
}

/**
 * An orderNo of the online shop, `20261124-43217`: the day and its second, five digits. No planted
 * orderNo has this form, and no two are of the same second.
 */
export function orderNoOfSecond(atMs: number): string {
  const second = Math.floor((atMs - seoulMidnight(atMs)) / 1000);
  return `${seoulDayDigits(atMs)}-${String(second).padStart(5, '0')}`;
}
