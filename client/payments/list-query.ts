/** What the list's address says, and what the desk is asked for it. */
import type { PaymentFilter } from '../../shared/api.ts';
import { DAY_MS, startOfKstDay } from '../../shared/kst.ts';
import { isStaffId } from '../../shared/limits.ts';
import { payMethods, type PayMethod } from '../../shared/payment.ts';

export const periods = ['today', 'yesterday', '7d', '30d', '90d', 'all', 'custom'] as const;
export type Period = (typeof periods)[number];
export const clocks = ['created', 'completed', 'changed'] as const;
export type ListClock = (typeof clocks)[number];
export const sorts = ['-changed', '-created', '-completed', '-amount'] as const;
export type ListSort = (typeof sorts)[number];
export const taxes = ['single', 'mixed'] as const;
export const refunds = ['none', 'partial', 'full', 'possible'] as const;
export type RefundFilter = (typeof refunds)[number];

/** The list's filter as people think of it; `null` is "any". */
export interface ListQuery {
  period: Period;
  /** Days in Seoul, `2026-11-24`, both included; only with `custom`. */
  fromDay: string | null;
  toDay: string | null;
  clock: ListClock;
  status: readonly string[];
  method: PayMethod | null;
  amountMin: number | null;
  amountMax: number | null;
  tax: (typeof taxes)[number] | null;
  refund: RefundFilter | null;
  /** Who asked for an operation on the payment: the id of a member of staff. */
  staff: string | null;
  drift: boolean;
  q: string;
  sort: ListSort;
}

/** Default: what moved in the last seven days, the newest change first. */
export const defaultQuery: ListQuery = {
  period: '7d',
  fromDay: null,
  toDay: null,
  clock: 'changed',
  status: [],
  method: null,
  amountMin: null,
  amountMax: null,
  tax: null,
  refund: null,
  staff: null,
  drift: false,
  q: '',
  sort: '-changed',
};

function oneOf<T extends string>(allowed: readonly T[], text: string | null): T | null {
  return allowed.find((one) => one === text) ?? null;
}

function won(text: string | null): number | null {
  return text !== null && /^\d{1,9}$/.test(text) ? Number(text) : null;
}

function day(text: string | null): string | null {
  if (text === null || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return null;
  return Number.isNaN(Date.parse(`${text}T00:00:00+09:00`)) ? null : text;
}

/** As the desk takes one; whether somebody has it is for the desk to know. */
function id(text: string | null): string | null {
  return text !== null && isStaffId(text) ? text : null;
}

/** Reads the address; whatever it does not understand counts as not given. */
export function readListQuery(search: URLSearchParams): ListQuery {
  const fromDay = day(search.get('from'));
  const toDay = day(search.get('to'));
  const asked = oneOf(periods, search.get('period'));
  const custom = fromDay !== null || toDay !== null;
  const period = custom ? 'custom' : asked === 'custom' ? null : asked;
  return {
    period: period ?? defaultQuery.period,
    fromDay,
    toDay,
    clock: oneOf(clocks, search.get('clock')) ?? defaultQuery.clock,
    status: [...new Set(search.getAll('status'))].filter((status) => status.length <= 40),
    method: oneOf(payMethods, search.get('method')),
    amountMin: won(search.get('min')),
    amountMax: won(search.get('max')),
    tax: oneOf(taxes, search.get('tax')),
    refund: oneOf(refunds, search.get('refund')),
    staff: id(search.get('staff')),
    drift: search.get('drift') === '1',
    q: (search.get('q') ?? '').slice(0, 255),
    sort: oneOf(sorts, search.get('sort')) ?? defaultQuery.sort,
  };
}

/** Writes only what differs from the default, so that addresses stay short enough to share. */
export function writeListQuery(query: ListQuery): URLSearchParams {
  const search = new URLSearchParams();
  const put = (name: string, value: string | number | null, byDefault: unknown = null) => {
    if (value !== null && value !== byDefault && value !== '') search.set(name, String(value));
  };
  if (query.period === 'custom') {
    put('from', query.fromDay);
    put('to', query.toDay);
  } else {
    put('period', query.period, defaultQuery.period);
  }
  put('clock', query.clock, defaultQuery.clock);
  for (const status of query.status) search.append('status', status);
  put('method', query.method);
  put('min', query.amountMin);
  put('max', query.amountMax);
  put('tax', query.tax);
  put('refund', query.refund);
  put('staff', query.staff);
  if (query.drift) search.set('drift', '1');
  put('q', query.q);
  put('sort', query.sort, defaultQuery.sort);
  return search;
}

function spanOf(query: ListQuery, nowMs: number): { from?: string; to?: string } {
  const today = startOfKstDay(new Date(nowMs).toISOString());
  const daysAgo = (days: number) => new Date(Date.parse(today) - days * DAY_MS).toISOString();
  const startOf = (text: string) => new Date(`${text}T00:00:00+09:00`).toISOString();
  switch (query.period) {
    case 'today':
      return { from: today };
    case 'yesterday':
      return { from: daysAgo(1), to: today };
    // Seven days are today and the six before it: whole days, so that the sums stay comparable.
    case '7d':
      return { from: daysAgo(6) };
    case '30d':
      return { from: daysAgo(29) };
    case '90d':
      return { from: daysAgo(89) };
    case 'all':
      return {};
    case 'custom':
      return {
        ...(query.fromDay === null ? {} : { from: startOf(query.fromDay) }),
        ...(query.toDay === null
          ? {}
          : { to: new Date(Date.parse(startOf(query.toDay)) + DAY_MS).toISOString() }),
      };
  }
}

/** What the desk is asked; a period reaches to whole days in Seoul. */
export function toPaymentFilter(query: ListQuery, nowMs: number): PaymentFilter {
  const { status, method, amountMin, amountMax, tax, refund, staff, drift, q } = query;
  return {
    ...spanOf(query, nowMs),
    clock: query.clock,
    ...(status.length === 0 ? {} : { status: [...status] }),
    ...(method === null ? {} : { method }),
    ...(amountMin === null ? {} : { amountMin }),
    ...(amountMax === null ? {} : { amountMax }),
    ...(tax === null ? {} : { tax }),
    ...(refund === 'possible' ? { refundable: true } : {}),
    ...(refund === null || refund === 'possible' ? {} : { refunded: refund }),
    ...(staff === null ? {} : { staff }),
    ...(drift ? { drift: true } : {}),
    ...(q === '' ? {} : { q }),
  };
}

/** The parts of a query that stand as chips and count on the phone's filter button. */
export const filterNames = [
  'period',
  'clock',
  'status',
  'method',
  'amount',
  'tax',
  'refund',
  'staff',
  'drift',
  'q',
] as const;
export type FilterName = (typeof filterNames)[number];

/** `true` when this part of the query narrows the list in another way than the default does. */
export function isSet(query: ListQuery, name: FilterName): boolean {
  switch (name) {
    case 'period':
      return query.period !== defaultQuery.period;
    case 'clock':
      return query.clock !== defaultQuery.clock;
    case 'status':
      return query.status.length > 0;
    case 'amount':
      return query.amountMin !== null || query.amountMax !== null;
    case 'drift':
      return query.drift;
    case 'q':
      return query.q !== '';
    case 'method':
    case 'tax':
    case 'refund':
    case 'staff':
      return query[name] !== null;
  }
}

/** The query with one part set back to its default. */
export function without(query: ListQuery, name: FilterName): ListQuery {
  switch (name) {
    case 'period':
      return { ...query, period: defaultQuery.period, fromDay: null, toDay: null };
    case 'clock':
      return { ...query, clock: defaultQuery.clock };
    case 'status':
      return { ...query, status: [] };
    case 'amount':
      return { ...query, amountMin: null, amountMax: null };
    case 'drift':
      return { ...query, drift: false };
    case 'q':
      return { ...query, q: '' };
    case 'method':
    case 'tax':
    case 'refund':
    case 'staff':
      return { ...query, [name]: null };
  }
}
