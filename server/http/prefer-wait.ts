/** Longest time for which an answer may be delayed (bff-api). */
const MOST_SECONDS = 30;

/** RFC 7240's `Prefer: wait=N` in whole seconds, at most 30; 0 if absent or unreadable. */
export function preferredWait(header: string | string[] | undefined): number {
  const text = Array.isArray(header) ? header.join(',') : (header ?? '');
  for (const preference of text.split(/[,;]/)) {
    const seconds = /^\s*wait\s*=\s*"?(\d{1,6})"?\s*$/i.exec(preference)?.[1];
    if (seconds !== undefined) return Math.min(Number(seconds), MOST_SECONDS);
  }
  return 0;
}
