/** Count and sums of a list filter, from the tally where possible. */
import type { Answer, TaxTotals } from '../../shared/api.ts';
import { DAY_MS, startOfKstDay, toUtc } from '../../shared/kst.ts';
import { isPaid } from '../../shared/payment.ts';
import { subtractParts, sumParts } from '../../shared/tax-split.ts';
import { allOf, alongPath, shortestPath, type Condition } from './index-paths.ts';
import {
  canUseTally,
  clockIndex,
  conditionsOf,
  refundsInSpan,
  tallyCondition,
  type ListFilter,
} from './payment-conditions.ts';
import { searchKind } from './payment-search.ts';
import { prepare } from './statement.ts';
import type { Unit } from './unit.ts';

const noVat = 'p.taxable > 0 AND p.vat = 0';

/** The sums of the tally by their columns, as they are made from payments `p`. */
const sumsOfPayments = {
  payments: 'count(*)',
  amount: 'sum(p.amount)',
  taxable: 'sum(p.taxable)',
  vat: 'sum(p.vat)',
  tax_free: 'sum(p.tax_free)',
  service_fee: 'sum(p.service_fee)',
  refunded: 'sum(p.refunded)',
  own_taxable: 'sum(p.own_taxable)',
  own_vat: 'sum(p.own_vat)',
  own_tax_free: 'sum(p.own_tax_free)',
  own_service_fee: 'sum(p.own_service_fee)',
  no_vat_payments: `sum(CASE WHEN ${noVat} THEN 1 ELSE 0 END)`,
  no_vat_amount: `sum(CASE WHEN ${noVat} THEN p.amount ELSE 0 END)`,
};

type SumColumn = keyof typeof sumsOfPayments;

/** Sums of payments of one status. */
type StatusSums = { status: string } & Record<SumColumn, number>;

const columns = Object.keys(sumsOfPayments) as SumColumn[];
const tallied = columns.map((column) => `sum(${column}) AS ${column}`).join(', ');
const countedOf = columns.map((column) => `${sumsOfPayments[column]} AS ${column}`).join(', ');

/** Sums from the tally; the filter's range must be whole Seoul days. */
function* talliedSums(filter: ListFilter): Unit<StatusSums[]> {
  const { sql, values } = tallyCondition(filter);
  const text = `SELECT status, ${tallied} FROM payment_tally WHERE ${sql} GROUP BY status`;
  return (yield* prepare(text).all(...values)) as StatusSums[];
}

/** The same columns of refunds `r` made in a span, with their operations `o`; nothing is paid. */
const sumsOfRefunds: Record<SumColumn, string> = {
  payments: 'count(DISTINCT p.pay_token)',
  amount: '0',
  taxable: '0',
  vat: '0',
  tax_free: '0',
  service_fee: '0',
  refunded: 'sum(r.amount)',
  own_taxable: 'coalesce(sum(o.taxable), 0)',
  own_vat: 'coalesce(sum(o.vat), 0)',
  own_tax_free: 'coalesce(sum(o.tax_free), 0)',
  own_service_fee: 'coalesce(sum(o.service_fee), 0)',
  no_vat_payments: '0',
  no_vat_amount: '0',
};
const refundedOf = columns.map((column) => `${sumsOfRefunds[column]} AS ${column}`).join(', ');

/**
 * Sums of the refunds made in the range, read one by one along the index of their time: they are a
 * small part of the payments, and a payment with several of them counts once, so that sums by day
 * can't be kept. If Toss shows another amount than the desk asked for, the parts are not known.
 */
function* refundSums(filter: ListFilter, conditions: readonly Condition[]): Unit<StatusSums[]> {
  const others = conditions.filter(({ of }) => of !== 'span');
  const path = yield* shortestPath(others);
  const from =
    path === null
      ? `payment_refund AS r INDEXED BY payment_refund_by_time
        CROSS JOIN payment AS p ON p.pay_token = r.pay_token`
      : `${alongPath(path)} CROSS JOIN payment_refund AS r ON r.pay_token = p.pay_token`;
  const { sql, values } = allOf([refundsInSpan(filter), ...others]);
  return (yield* prepare(`SELECT p.status AS status, ${refundedOf} FROM ${from}
    LEFT JOIN operation AS o ON o.id = r.operation_id AND o.amount = r.amount
    WHERE ${sql} GROUP BY p.status`).all(...(path?.values ?? []), ...values)) as StatusSums[];
}

/** Sums from the payments, through an index path or the filter's range. */
function* countedSums(filter: ListFilter): Unit<StatusSums[]> {
  const conditions = conditionsOf(filter, yield* searchKind(filter.q));
  const { clock = 'changed' } = filter;
  if (clock === 'refunded') return yield* refundSums(filter, conditions);
  const path = yield* shortestPath(conditions);
  const span = conditions.find(({ of }) => of === 'span');
  const along = span === undefined ? '' : `INDEXED BY ${clockIndex[clock]}`;
  const from = path === null ? `payment AS p ${along}` : alongPath(path);
  const { sql, values } = allOf(conditions);
  return (yield* prepare(
    `SELECT p.status AS status, ${countedOf} FROM ${from} WHERE ${sql} GROUP BY p.status`,
  ).all(...(path?.values ?? []), ...values)) as StatusSums[];
}

/** The start of the first Seoul day at or after the instant. */
function nextDayStart(iso: string): string {
  const start = startOfKstDay(iso);
  return start === iso ? iso : new Date(Date.parse(start) + DAY_MS).toISOString();
}

/** Uses the tally for the range's whole days and the payments for partial days at its ends. */
function* spannedSums(filter: ListFilter): Unit<StatusSums[]> {
  const from = filter.from === undefined ? undefined : toUtc(filter.from);
  const to = filter.to === undefined ? undefined : toUtc(filter.to);
  const firstDay = from === undefined ? undefined : nextDayStart(from);
  const endDay = to === undefined ? undefined : startOfKstDay(to);
  if (firstDay !== undefined && endDay !== undefined && firstDay >= endDay) {
    return yield* countedSums(filter);
  }
  const sums = yield* talliedSums({ ...filter, from: firstDay, to: endDay });
  if (from !== undefined && firstDay !== undefined && from < firstDay) {
    sums.push(...(yield* countedSums({ ...filter, from, to: firstDay })));
  }
  if (to !== undefined && endDay !== undefined && endDay < to) {
    sums.push(...(yield* countedSums({ ...filter, from: endDay, to })));
  }
  return sums;
}

function* statusSums(filter: ListFilter): Unit<StatusSums[]> {
  return canUseTally(filter) ? yield* spannedSums(filter) : yield* countedSums(filter);
}

/** Sums that count whatever the payment's status is now. */
const ofRefunds: ReadonlySet<SumColumn> = new Set([
  'refunded',
  'own_taxable',
  'own_vat',
  'own_tax_free',
  'own_service_fee',
]);

/** The tax parts of the sums of paid payments. */
function taxOf(total: Record<SumColumn, number>): TaxTotals {
  const paid = {
    taxable: total.taxable,
    vat: total.vat,
    taxFree: total.tax_free,
    serviceFee: total.service_fee,
  };
  const refunded = {
    taxable: total.own_taxable,
    vat: total.own_vat,
    taxFree: total.own_tax_free,
    serviceFee: total.own_service_fee,
  };
  return {
    paid,
    refunded,
    refundedUnknown: total.refunded - sumParts(refunded),
    net: subtractParts(paid, refunded),
    withoutVat: { count: total.no_vat_payments, won: total.no_vat_amount },
  };
}

/**
 * Won transferred by hand: of so few payments that their own index is always the shortest way. 0 by
 * the clock `refunded`, whose sums are Toss's refunds of a span and nothing else.
 */
function* transferredSum(filter: ListFilter): Unit<number> {
  if (filter.clock === 'refunded') return 0;
  const { sql, values } = allOf(conditionsOf(filter, yield* searchKind(filter.q)));
  const row = (yield* prepare(`SELECT coalesce(sum(p.transferred), 0) AS won
    FROM payment AS p INDEXED BY payment_transferred
    WHERE p.transferred > 0 AND ${sql}`).get(...values)) as { won: number };
  return row.won;
}

/**
 * Count and sums of a filter, in won; unpaid payments are counted but add no money. By the clock
 * `refunded`: the refunds made in the span alone, and nothing paid.
 */
export function* summarizePayments(filter: ListFilter): Unit<Answer<'GET /api/payments/summary'>> {
  const total = Object.fromEntries(columns.map((column) => [column, 0])) as Record<
    SumColumn,
    number
  >;
  const byStatus: Record<string, number> = {};
  let count = 0;
  for (const row of yield* statusSums(filter)) {
    if (row.payments === 0) continue;
    count += row.payments;
    byStatus[row.status] = (byStatus[row.status] ?? 0) + row.payments;
    for (const column of columns) {
      if (isPaid(row.status) || ofRefunds.has(column)) total[column] += row[column];
    }
  }
  const { amount: paid, refunded } = total;
  const transferred = yield* transferredSum(filter);
  return { count, paid, refunded, transferred, net: paid - refunded, byStatus, tax: taxOf(total) };
}
