/** Count and sums of a filter of the list, from the tally wherever it tells them. */
import type { Answer, PaymentFilter } from '../../shared/api.ts';
import { DAY_MS, isoToKst, startOfKstDay } from '../../shared/kst.ts';
import { isPaid } from '../../shared/payment.ts';
import type { Connection } from './connection.ts';
import {
  clockIndex,
  conditionsOf,
  toUtc,
  type Clock,
  type ListFilter,
} from './payment-conditions.ts';
import { searchKind } from './payment-search.ts';
import { alongWay, shortestWay } from './payment-ways.ts';
import { prepare, type Value } from './statement.ts';

interface StatusSums {
  status: string;
  payments: number;
  amount: number;
  refunded: number;
}

/** `true` where the tally tells it, but for parts of days: some milliseconds. */
export function isTallied({ amountMin, amountMax, staff, q }: PaymentFilter): boolean {
  const isWide = amountMin === undefined && amountMax === undefined && staff === undefined;
  return isWide && (q === undefined || q === '');
}

const refundsThatFit: Record<NonNullable<PaymentFilter['refunded']>, string> = {
  none: "refund = 'none'",
  partial: "refund = 'partial'",
  full: "refund = 'full'",
};
const isRefundable = "(status IN ('PAY_COMPLETE', 'REFUND_SUCCESS') AND refund <> 'full')";

interface Days {
  /** Seoul days, `yyyy-MM-dd`; `null`: open. */
  from: string | null;
  /** Not part of it any more. */
  to: string | null;
}

/** From the tally's rows; the filter's span is not looked at. */
function talliedSums(
  connection: Connection,
  filter: ListFilter,
  counted: { clock: Clock | 'ever'; days: Days },
): StatusSums[] {
  const { status, method, refunded, refundable, tax, drift } = filter;
  const parts = ['clock = ?'];
  const values: Value[] = [counted.clock];
  const ask = (sql: string, ...given: Value[]) => {
    parts.push(sql);
    values.push(...given);
  };
  if (counted.days.from !== null) ask('day >= ?', counted.days.from);
  if (counted.days.to !== null) ask("day > '' AND day < ?", counted.days.to);
  if (status !== undefined && status.length > 0) {
    ask(`status IN (${status.map(() => '?').join(', ')})`, ...status);
  }
  if (method !== undefined) ask('method = ?', method);
  if (refunded !== undefined) ask(refundsThatFit[refunded]);
  if (refundable !== undefined) ask(refundable ? isRefundable : `NOT ${isRefundable}`);
  if (tax !== undefined) ask(tax === 'mixed' ? 'mixed = 1' : 'mixed = 0');
  if (drift !== undefined) ask(drift ? 'drift = 1' : 'drift = 0');
  return prepare(
    connection,
    `SELECT status, sum(payments) AS payments, sum(amount) AS amount, sum(refunded) AS refunded
    FROM payment_tally WHERE ${parts.join(' AND ')} GROUP BY status`,
  ).all(...values) as StatusSums[];
}

/** From the payments themselves, those that a way leads to or all of the filter's span. */
function countedSums(connection: Connection, filter: ListFilter): StatusSums[] {
  const conditions = conditionsOf(filter, searchKind(connection, filter.q));
  const way = shortestWay(connection, conditions);
  const span = conditions.find(({ of }) => of === 'span');
  const along = span === undefined ? '' : `INDEXED BY ${clockIndex[filter.clock ?? 'changed']}`;
  const from = way === null ? `payment AS p ${along}` : alongWay(way);
  const where = conditions.map(({ sql }) => sql).join(' AND ');
  const values = [...(way?.values ?? []), ...conditions.flatMap((one) => one.values)];
  return prepare(
    connection,
    `SELECT p.status AS status, count(*) AS payments, sum(p.amount) AS amount,
      sum(p.refunded) AS refunded
    FROM ${from} WHERE ${where === '' ? 'true' : where} GROUP BY p.status`,
  ).all(...values) as StatusSums[];
}

const seoulDay = (iso: string) => isoToKst(iso).slice(0, 10);

/** The start of the first Seoul day that is not before the instant. */
function nextDayStart(iso: string): string {
  const start = startOfKstDay(iso);
  return start === iso ? iso : new Date(Date.parse(start) + DAY_MS).toISOString();
}

/** The tally for whole days of the span, the payments for what it has of the days at its ends. */
function spannedSums(connection: Connection, filter: ListFilter): StatusSums[] {
  const clock = filter.clock ?? 'changed';
  const from = filter.from === undefined ? null : toUtc(filter.from);
  const to = filter.to === undefined ? null : toUtc(filter.to);
  const firstDay = from === null ? null : nextDayStart(from);
  const endDay = to === null ? null : startOfKstDay(to);
  if (firstDay !== null && endDay !== null && firstDay >= endDay) {
    return countedSums(connection, filter);
  }
  const days = {
    from: firstDay === null ? null : seoulDay(firstDay),
    to: endDay === null ? null : seoulDay(endDay),
  };
  const sums = talliedSums(connection, filter, { clock, days });
  if (from !== null && firstDay !== null && from < firstDay) {
    sums.push(...countedSums(connection, { ...filter, from, to: firstDay }));
  }
  if (to !== null && endDay !== null && endDay < to) {
    sums.push(...countedSums(connection, { ...filter, from: endDay, to }));
  }
  return sums;
}

function statusSums(connection: Connection, filter: ListFilter): StatusSums[] {
  if (!isTallied(filter)) return countedSums(connection, filter);
  if (filter.from !== undefined || filter.to !== undefined) return spannedSums(connection, filter);
  return talliedSums(connection, filter, { clock: 'ever', days: { from: null, to: null } });
}

/** Count and sums of a filter, in won; unpaid payments count but add nothing. */
export function summarizePayments(
  connection: Connection,
  filter: ListFilter,
): Answer<'GET /api/payments/summary'> {
  const total = { count: 0, paid: 0, refunded: 0, net: 0 };
  const byStatus: Record<string, number> = {};
  for (const row of statusSums(connection, filter)) {
    if (row.payments === 0) continue;
    total.count += row.payments;
    if (isPaid(row.status)) total.paid += row.amount;
    total.refunded += row.refunded;
    byStatus[row.status] = (byStatus[row.status] ?? 0) + row.payments;
  }
  total.net = total.paid - total.refunded;
  return { ...total, byStatus };
}
