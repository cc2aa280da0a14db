/** Count and sums of a list filter, from the tally where possible. */
import type { Answer } from '../../shared/api.ts';
import { DAY_MS, startOfKstDay, toUtc } from '../../shared/kst.ts';
import { isPaid } from '../../shared/payment.ts';
import type { Connection } from './connection.ts';
import { allOf, alongPath, shortestPath } from './index-paths.ts';
import {
  canUseTally,
  clockIndex,
  conditionsOf,
  tallyCondition,
  type ListFilter,
} from './payment-conditions.ts';
import { searchKind } from './payment-search.ts';
import { prepare } from './statement.ts';

interface StatusSums {
  status: string;
  payments: number;
  amount: number;
  refunded: number;
}

/** Sums from the tally; the filter's range must be whole Seoul days. */
function talliedSums(connection: Connection, filter: ListFilter): StatusSums[] {
  const { sql, values } = tallyCondition(filter);
  return prepare(
    connection,
    `SELECT status, sum(payments) AS payments, sum(amount) AS amount, sum(refunded) AS refunded
    FROM payment_tally WHERE ${sql} GROUP BY status`,
  ).all(...values) as StatusSums[];
}

/** Sums from the payments, through an index path or the filter's range. */
function countedSums(connection: Connection, filter: ListFilter): StatusSums[] {
  const conditions = conditionsOf(filter, searchKind(connection, filter.q));
  const path = shortestPath(connection, conditions);
  const span = conditions.find(({ of }) => of === 'span');
  const along = span === undefined ? '' : `INDEXED BY ${clockIndex[filter.clock ?? 'changed']}`;
  const from = path === null ? `payment AS p ${along}` : alongPath(path);
  const { sql, values } = allOf(conditions);
  return prepare(
    connection,
    `SELECT p.status AS status, count(*) AS payments, sum(p.amount) AS amount,
      sum(p.refunded) AS refunded
    FROM ${from} WHERE ${sql} GROUP BY p.status`,
  ).all(...(path?.values ?? []), ...values) as StatusSums[];
}

/** The start of the first Seoul day at or after the instant. */
function nextDayStart(iso: string): string {
  const start = startOfKstDay(iso);
  return start === iso ? iso : new Date(Date.parse(start) + DAY_MS).toISOString();
}

/** Uses the tally for the range's whole days and the payments for partial days at its ends. */
function spannedSums(connection: Connection, filter: ListFilter): StatusSums[] {
  const from = filter.from === undefined ? undefined : toUtc(filter.from);
  const to = filter.to === undefined ? undefined : toUtc(filter.to);
  const firstDay = from === undefined ? undefined : nextDayStart(from);
  const endDay = to === undefined ? undefined : startOfKstDay(to);
  if (firstDay !== undefined && endDay !== undefined && firstDay >= endDay) {
    return countedSums(connection, filter);
  }
  const sums = talliedSums(connection, { ...filter, from: firstDay, to: endDay });
  if (from !== undefined && firstDay !== undefined && from < firstDay) {
    sums.push(...countedSums(connection, { ...filter, from, to: firstDay }));
  }
  if (to !== undefined && endDay !== undefined && endDay < to) {
    sums.push(...countedSums(connection, { ...filter, from: endDay, to }));
  }
  return sums;
}

function statusSums(connection: Connection, filter: ListFilter): StatusSums[] {
  return canUseTally(filter) ? spannedSums(connection, filter) : countedSums(connection, filter);
}

/** Count and sums of a filter, in won; unpaid payments are counted but add no money. */
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
