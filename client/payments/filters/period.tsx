import { DAY_MS, startOfKstDay } from '../../../shared/kst.ts';
import { isDay, oneOf, spanOfDays } from '../../address-values.ts';
import { i18n } from '../../copy/i18n.ts';
import { readWord, say, type Filter } from './filter.ts';

/** `7d` is today and the six days before: whole days, so that the sums can be compared. */
const periods = {
  today: { ko: '오늘', en: 'Today', daysAgo: 0 },
  yesterday: { ko: '어제', en: 'Yesterday', daysAgo: 1 },
  '7d': { ko: '7일', en: '7 days', daysAgo: 6 },
  '30d': { ko: '30일', en: '30 days', daysAgo: 29 },
  '90d': { ko: '90일', en: '90 days', daysAgo: 89 },
  all: { ko: '전체 기간', en: 'All time', daysAgo: null },
} as const;

type NamedPeriod = keyof typeof periods;
const names = Object.keys(periods) as NamedPeriod[];

interface PeriodPart {
  period: NamedPeriod | 'custom';
  /** Days in Seoul, `2026-11-24`, both included; only with `custom`. */
  fromDay: string | null;
  toDay: string | null;
}

const initial: PeriodPart = { period: '7d', fromDay: null, toDay: null };

function customPeriod(fromDay: string | null, toDay: string | null): PeriodPart | null {
  return fromDay === null && toDay === null ? null : { period: 'custom', fromDay, toDay };
}

const searchWords: Readonly<Record<string, NamedPeriod>> = {
  오늘: 'today',
  today: 'today',
  어제: 'yesterday',
  yesterday: 'yesterday',
  '7일': '7d',
  '7d': '7d',
  '7days': '7d',
  '30일': '30d',
  '30d': '30d',
  '30days': '30d',
  '90일': '90d',
  '90d': '90d',
  '90days': '90d',
  전체: 'all',
  전체기간: 'all',
  alltime: 'all',
};

function readNamed(text: string): PeriodPart | null {
  const period = readWord(searchWords, text);
  return period === null ? null : { ...initial, period };
}

function shortDay(day: string | null): string {
  if (day === null) return '';
  const [, month = '', date = ''] = day.split('-');
  return i18n.t('common.date.short', { month: Number(month), day: Number(date) });
}

export const periodFilter: Filter<PeriodPart, 'from' | 'to'> = {
  name: { ko: '기간', en: 'Period' },
  initial,
  read: (search) => {
    const [fromDay = null, toDay = null] = ['from', 'to'].map((name) => {
      const text = search.get(name);
      return text !== null && isDay(text) ? text : null;
    });
    const known = oneOf(names, search.get('period')) ?? initial.period;
    return customPeriod(fromDay, toDay) ?? { ...initial, period: known };
  },
  write: ({ period, fromDay, toDay }) =>
    period === 'custom'
      ? { from: fromDay, to: toDay }
      : { period: period === initial.period ? null : period },
  toDesk: ({ period, fromDay, toDay }, nowMs) => {
    if (period === 'custom') return spanOfDays(fromDay, toDay);
    const today = startOfKstDay(new Date(nowMs).toISOString());
    const { daysAgo } = periods[period];
    return {
      from: daysAgo === null ? null : new Date(Date.parse(today) - daysAgo * DAY_MS).toISOString(),
      to: period === 'yesterday' ? today : null,
    };
  },
  value: ({ period, fromDay, toDay }) => {
    if (period !== 'custom') return say(periods[period]);
    if (fromDay !== null && fromDay === toDay) return shortDay(fromDay);
    return i18n.t('list.filters.between', { from: shortDay(fromDay), to: shortDay(toDay) });
  },
  always: 'remove',
  field: ({ ChoiceField, DaysField }, { part, onChange, ...props }) => (
    <>
      <ChoiceField
        {...props}
        options={names.map((value) => ({ value, word: say(periods[value]) }))}
        value={part.period === 'custom' ? null : part.period}
        onChange={(period) => onChange({ ...initial, period })}
      />
      <DaysField
        fromDay={part.fromDay}
        toDay={part.toDay}
        onChange={(fromDay, toDay) => onChange(customPeriod(fromDay, toDay) ?? initial)}
      />
    </>
  ),
  term: {
    keys: ['기간', 'period'],
    examples: {
      ko: '오늘 · 어제 · 7일 · 기간:2026-11-01~2026-11-24',
      en: 'today · yesterday · 7d · period:2026-11-01~2026-11-24',
    },
    // A named period, a day, or two days with ~ between: `2026-11-01~2026-11-24`.
    read: (text) => {
      const [from = '', to = from, ...rest] = text.split('~');
      const isSpan = rest.length === 0 && [from, to].every((day) => day === '' || isDay(day));
      const span = customPeriod(from === '' ? null : from, to === '' ? null : to);
      return readNamed(text) ?? (isSpan ? span : null);
    },
    readBare: readNamed,
  },
};
