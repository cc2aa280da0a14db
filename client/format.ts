/**
 * Formats times, spans and amounts. All times are in Seoul time whatever the browser's zone,
 * because Toss's documents and the buyers use it.
 */
import { DAY_MS } from '../shared/kst.ts';
import { formatWon } from '../shared/won.ts';
import { i18n } from './copy/i18n.ts';

const KST_OFFSET_MS = 9 * 60 * 60 * 1000;
const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

type Weekday = 0 | 1 | 2 | 3 | 4 | 5 | 6;

interface SeoulTime {
  year: string;
  shortYear: string;
  month: number;
  day: number;
  weekday: Weekday;
  /** `'14:03'` */
  clock: string;
  /** Days since 1970 in Seoul, to tell today from yesterday. */
  dayNumber: number;
}

function seoul(ms: number): SeoulTime {
  const shifted = new Date(ms + KST_OFFSET_MS);
  const iso = shifted.toISOString();
  return {
    year: iso.slice(0, 4),
    shortYear: iso.slice(2, 4),
    month: shifted.getUTCMonth() + 1,
    day: shifted.getUTCDate(),
    weekday: shifted.getUTCDay() as Weekday,
    clock: iso.slice(11, 16),
    dayNumber: Math.floor(shifted.getTime() / DAY_MS),
  };
}

/** `4000` → `'4,000원'`, in English `'₩4,000'`. */
export function formatAmount(amountWon: number): string {
  const digits = formatWon(Math.abs(amountWon));
  const text = i18n.t('common.won', { amount: digits });
  return amountWon < 0 ? `\u2212${text}` : text;
}

/** `'14:03'` */
export function formatClock(iso: string): string {
  return seoul(Date.parse(iso)).clock;
}

/** `'14:03:09'` */
export function formatClockSeconds(iso: string): string {
  return new Date(Date.parse(iso) + KST_OFFSET_MS).toISOString().slice(11, 19);
}

/** `'11월 24일 (화) 14:03'`; includes the year only when it isn't the current one. */
export function formatMoment(iso: string, nowMs: number = Date.now()): string {
  const then = seoul(Date.parse(iso));
  const words = {
    year: then.year,
    month: then.month,
    day: then.day,
    weekday: i18n.t(`common.weekday.d${then.weekday}`),
    clock: then.clock,
  };
  return then.year === seoul(nowMs).year
    ? i18n.t('common.date.full', words)
    : i18n.t('common.date.fullYear', words);
}

/**
 * As short as a row needs: `'14:03'`, `'어제 16:44'`, `'11월 20일 14:03'`, `'25. 11. 23.'`; `brief`
 * omits the time of an older day.
 */
export function formatRowTime(iso: string, nowMs: number = Date.now(), brief = false): string {
  const then = seoul(Date.parse(iso));
  const now = seoul(nowMs);
  if (then.dayNumber === now.dayNumber) return then.clock;
  if (then.dayNumber === now.dayNumber - 1) {
    return i18n.t('common.ago.yesterday', { clock: then.clock });
  }
  const { month, day, clock, shortYear } = then;
  if (brief && then.year === now.year) return i18n.t('common.date.short', { month, day });
  return then.year === now.year
    ? i18n.t('common.date.shortClock', { month, day, clock })
    : i18n.t('common.date.old', { shortYear, month, day });
}

/** `'방금'`, `'12초 전'`, `'3분 전'`; the time itself after an hour. */
export function formatAgo(iso: string, nowMs: number): string {
  const spanMs = nowMs - Date.parse(iso);
  if (spanMs < 2 * SECOND_MS) return i18n.t('common.ago.now');
  if (spanMs < MINUTE_MS) {
    return i18n.t('common.ago.seconds', { n: Math.floor(spanMs / SECOND_MS) });
  }
  if (spanMs < HOUR_MS) {
    return i18n.t('common.ago.minutes', { n: Math.floor(spanMs / MINUTE_MS) });
  }
  return formatRowTime(iso, nowMs);
}

/** How long something has lasted: `'8초째'`, `'2분째'`, `'3시간째'`, `'2일째'`. */
export function formatAge(iso: string, nowMs: number): string {
  const spanMs = Math.max(0, nowMs - Date.parse(iso));
  if (spanMs < MINUTE_MS) {
    return i18n.t('common.age.seconds', { n: Math.floor(spanMs / SECOND_MS) });
  }
  if (spanMs < HOUR_MS) {
    return i18n.t('common.age.minutes', { n: Math.floor(spanMs / MINUTE_MS) });
  }
  if (spanMs < DAY_MS) return i18n.t('common.age.hours', { n: Math.floor(spanMs / HOUR_MS) });
  return i18n.t('common.age.days', { n: Math.floor(spanMs / DAY_MS) });
}

/** The time left until `iso`: `'03:12'`, `'61:05'`; `null` once it has passed. */
export function formatCountdown(iso: string, nowMs: number): string | null {
  const seconds = Math.ceil((Date.parse(iso) - nowMs) / SECOND_MS);
  if (seconds <= 0) return null;
  const two = (n: number) => String(n).padStart(2, '0');
  return `${two(Math.floor(seconds / 60))}:${two(seconds % 60)}`;
}

/** The day in Seoul at `ms`, in the format of a date input: `'2026-11-24'`. */
export function seoulDate(ms: number): string {
  return new Date(ms + KST_OFFSET_MS).toISOString().slice(0, 10);
}
