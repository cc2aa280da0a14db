/** Hours in which nothing is told, by Korea time. */
import { isoToKst } from '../../shared/kst.ts';

/** The time of day in Seoul, `08:30`. */
export const timeInSeoul = (iso: string) => isoToKst(iso).slice(11, 16);

/** @param hours over midnight where `from` is later than `to`; `null`: none */
export function isQuiet(hours: { from: string; to: string } | null, nowIso: string): boolean {
  if (hours === null) return false;
  const { from, to } = hours;
  const now = timeInSeoul(nowIso);
  return from < to ? from <= now && now < to : from <= now || now < to;
}
