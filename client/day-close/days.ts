/** @param date a day in Seoul, `'2026-11-24'`, or another period of `periods.ts` */
export function dayPath(date: string): string {
  return `/day-close/${date}`;
}
