import { isPayStatus } from '../../shared/payment.ts';
import { formatWon } from '../../shared/won.ts';
import { i18n } from '../copy/i18n.ts';
import { formatAmount } from '../format.ts';
import type { FilterName, ListQuery, Period, RefundFilter } from './list-query.ts';

const periodKeys = {
  today: 'today',
  yesterday: 'yesterday',
  '7d': 'days7',
  '30d': 'days30',
  '90d': 'days90',
  all: 'all',
  custom: 'custom',
} as const satisfies Record<Period, string>;

const refundKeys = {
  none: 'refundNone',
  partial: 'refundPartial',
  full: 'refundFull',
  possible: 'refundable',
} as const satisfies Record<RefundFilter, string>;

export function periodWord(period: Period): string {
  return i18n.t(`list.filters.${periodKeys[period]}`);
}

export function refundWord(refund: RefundFilter): string {
  return i18n.t(`list.filters.${refundKeys[refund]}`);
}

/** A status as people know it; one that the desk does not know stays as Toss wrote it. */
export function statusWord(status: string): string {
  return isPayStatus(status) ? i18n.t(`statuses.toss.${status}`) : status;
}

function shortDay(day: string | null): string {
  if (day === null) return '';
  const [, month = '', date = ''] = day.split('-');
  return i18n.t('common.date.short', { month: Number(month), day: Number(date) });
}

function periodValue({ period, fromDay, toDay }: ListQuery): string {
  if (period !== 'custom') return periodWord(period);
  if (fromDay !== null && fromDay === toDay) return shortDay(fromDay);
  return i18n.t('list.filters.between', { from: shortDay(fromDay), to: shortDay(toDay) });
}

function amountValue({ amountMin, amountMax }: ListQuery): string {
  if (amountMin !== null && amountMin === amountMax) return formatAmount(amountMin);
  if (amountMin !== null && amountMax !== null) {
    return i18n.t('list.filters.between', {
      from: formatWon(amountMin),
      to: formatAmount(amountMax),
    });
  }
  if (amountMin !== null) {
    return i18n.t('list.filters.atLeast', { amount: formatAmount(amountMin) });
  }
  return i18n.t('list.filters.atMost', { amount: formatAmount(amountMax ?? 0) });
}

function statusValue(status: readonly string[]): string {
  const [first = '', ...others] = status;
  const word = statusWord(first);
  return others.length === 0
    ? word
    : i18n.t('list.filters.several', { first: word, count: others.length });
}

/** What a filter is set to, in words; only asked for one that has a value. */
export function filterValue(query: ListQuery, name: Exclude<FilterName, 'staff'>): string {
  switch (name) {
    case 'period':
      return periodValue(query);
    case 'clock':
      return i18n.t(`list.filters.${query.clock}`);
    case 'status':
      return statusValue(query.status);
    case 'method':
      return query.method === null ? '' : i18n.t(`common.method.${query.method}`);
    case 'amount':
      return amountValue(query);
    case 'tax':
      return query.tax === null ? '' : i18n.t(`list.filters.${query.tax}`);
    case 'refund':
      return query.refund === null ? '' : refundWord(query.refund);
    case 'drift':
      return i18n.t('list.filters.driftOn');
    case 'q':
      return query.q;
  }
}
