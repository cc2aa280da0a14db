/** Texts for days, durations and differences. */
import type { TFunction } from 'i18next';
import type { Overview } from '../../shared/api.ts';
import { i18n } from '../copy/i18n.ts';
import { formatAmount } from '../format.ts';
import { dayWords } from '../ui/day-words.ts';

/** The first instant of a day in Seoul, ISO UTC. */
const startOfDay = (day: string) => new Date(`${day}T00:00:00.000+09:00`).toISOString();

/** `11월 24일 (화)` */
export function dayName(day: string, nowMs: number, t: TFunction): string {
  return dayWords(startOfDay(day), nowMs, t);
}

/** A short day for an axis: `11월 24일`. */
export function shortDay(day: string, t: TFunction): string {
  const [, month, date] = day.split('-');
  return t('common.date.short', { month: Number(month), day: Number(date) });
}

/** A short amount for an axis: `12만`, in English `120K`. */
export function shortWon(won: number): string {
  const locale = i18n.language === 'en' ? 'en-US' : 'ko-KR';
  const style = { notation: 'compact', maximumFractionDigits: 1 } as const;
  return new Intl.NumberFormat(locale, style).format(won);
}

/** `12.3%`, from a ratio that may be greater than 1. */
export function percent(share: number): string {
  return `${(share * 100).toFixed(1)}%`;
}

const units = [
  ['days', 86_400],
  ['hours', 3600],
  ['minutes', 60],
  ['seconds', 1],
] as const;

/** `12초`, `3분 20초`, `2시간 5분`: the two largest units, at least one second. */
export function durationWords(ms: number, t: TFunction): string {
  let left = Math.max(1, Math.round(ms / 1000));
  const words: string[] = [];
  let began = 0;
  for (const [index, [unit, seconds]] of units.entries()) {
    const n = Math.floor(left / seconds);
    if (n > 0 && words.length === 0) began = index;
    if (n > 0 && index <= began + 1) words.push(t(`overview.duration.${unit}`, { n }));
    left -= n * seconds;
  }
  return words.join(' ');
}

export type Compared = Overview['span'];
type MoneyName = 'paid' | 'refunded' | 'net';
export type Direction = 'more' | 'less' | 'same' | 'none';

/** Compares a sum with the period before in a sentence. */
export function compareWords(
  sums: Compared,
  name: MoneyName,
  { than, firstDay }: { than: string; firstDay: string | null },
  t: TFunction,
): { direction: Direction; words: string } {
  const { before } = sums;
  // Without payments before that period there is nothing to compare with.
  if (firstDay === null || startOfDay(firstDay) >= before.to) {
    return { direction: 'none', words: t('overview.compare.none') };
  }
  const difference = sums[name] - before[name];
  const direction = difference === 0 ? 'same' : difference > 0 ? 'more' : 'less';
  if (direction === 'same' && before[name] === 0) {
    return { direction, words: t('overview.compare.neither', { than }) };
  }
  const amount = formatAmount(Math.abs(difference));
  const told = { than, before: formatAmount(before[name]), amount };
  return { direction, words: t(`overview.compare.${direction}`, told) };
}
