/** What a filter of the list asks for, as SQL over a row `p` of payment. */
import type { PaymentFilter } from '../../shared/api.ts';
import { searchCondition, type SearchKind } from './payment-search.ts';
import { rowsOf, type Condition } from './payment-ways.ts';
import type { Value } from './statement.ts';

/** What is asked for, and by whom. */
export interface ListFilter extends PaymentFilter {
  /** Texts are compared as a viewer is shown them: nobody finds by parts what they can't see. */
  masked?: boolean;
}

export type Clock = NonNullable<PaymentFilter['clock']>;

/** Unpaid payments come last in the order of completion; the index is over this very text. */
export const clockColumn: Record<Clock, string> = {
  created: 'p.created_at',
  completed: "ifnull(p.completed_at, '')",
  changed: 'p.changed_at',
};

export const clockIndex: Record<Clock, string> = {
  created: 'payment_by_created',
  completed: 'payment_by_completed',
  changed: 'payment_by_changed',
};

/** The condition itself leads to those that meet it, along this index. */
function byIndex(
  index: string,
  { of, sql, values }: { of: Condition['of']; sql: string; values: readonly Value[] },
): Condition {
  const way = `SELECT p.rowid AS id FROM payment AS p INDEXED BY ${index} WHERE ${sql}`;
  return { of, sql, values, way: { sql: way, values } };
}

const plain = (sql: string): Condition => ({ of: 'other', sql, values: [] });

export const toUtc = (instant: string) => new Date(Date.parse(instant)).toISOString();

/** Changed, created or completed in a span of time; `to` is not part of it. */
function spanCondition(
  clock: Clock,
  { from, to }: { from?: string | undefined; to?: string | undefined },
): Condition | null {
  if (from === undefined && to === undefined) return null;
  const column = clockColumn[clock];
  const parts: string[] = [];
  const values: string[] = [];
  // An unpaid payment was completed at no time, however early its place in the order.
  if (clock === 'completed' && from === undefined) parts.push(`${column} > ''`);
  if (from !== undefined) {
    parts.push(`${column} >= ?`);
    values.push(toUtc(from));
  }
  if (to !== undefined) {
    parts.push(`${column} < ?`);
    values.push(toUtc(to));
  }
  return byIndex(clockIndex[clock], { of: 'span', sql: parts.join(' AND '), values });
}

function amountCondition({ amountMin, amountMax }: PaymentFilter): Condition | null {
  if (amountMin === undefined && amountMax === undefined) return null;
  const parts: string[] = [];
  if (amountMin !== undefined) parts.push('p.amount >= ?');
  if (amountMax !== undefined) parts.push('p.amount <= ?');
  const values = [amountMin, amountMax].filter((won) => won !== undefined);
  return byIndex('payment_by_amount', { of: 'amount', sql: parts.join(' AND '), values });
}

const isRefundable = `(p.status IN ('PAY_COMPLETE', 'REFUND_SUCCESS')
  AND p.refunded < p.amount)`;
const isMixed = '(p.tax_free > 0 OR p.service_fee > 0)';
const wasRefunded: Record<NonNullable<PaymentFilter['refunded']>, string> = {
  none: 'p.refunded = 0',
  partial: '(p.refunded > 0 AND p.refunded < p.amount)',
  full: '(p.refunded > 0 AND p.refunded >= p.amount)',
};

function refundedCondition(refunded: NonNullable<PaymentFilter['refunded']>): Condition {
  const sql = wasRefunded[refunded];
  if (refunded === 'none') return plain(sql);
  return byIndex('payment_with_refund', { of: 'refunded', sql, values: [] });
}

function staffCondition(staff: string): Condition {
  const asked = `SELECT DISTINCT pay_token FROM operation INDEXED BY operation_by_requester
    WHERE requested_by = ?`;
  const values = [staff];
  const sql = `p.pay_token IN (${asked})`;
  return { of: 'other', sql, values, way: { sql: rowsOf(asked), values } };
}

function statusCondition(status: readonly string[]): Condition {
  const sql = `p.status IN (${status.map(() => '?').join(', ')})`;
  return byIndex('payment_by_status_changed', { of: 'status', sql, values: status });
}

function methodCondition(method: string): Condition {
  const sql = 'p.pay_method = ?';
  return byIndex('payment_by_method', { of: 'method', sql, values: [method] });
}

function driftCondition(drift: boolean): Condition {
  if (!drift) return plain('p.drift IS NULL');
  const sql = 'p.drift IS NOT NULL';
  return byIndex('payment_by_drift', { of: 'other', sql, values: [] });
}

/**
 * Each condition of a filter, all of which must be met; none for the whole list.
 * @param search what its `q` is taken for
 */
export function conditionsOf(filter: ListFilter, search: SearchKind): Condition[] {
  const { status, method, refunded, refundable, tax, drift, staff, q, masked = false } = filter;
  const all = [
    spanCondition(filter.clock ?? 'changed', filter),
    amountCondition(filter),
    status !== undefined && status.length > 0 ? statusCondition(status) : null,
    method === undefined ? null : methodCondition(method),
    refunded === undefined ? null : refundedCondition(refunded),
    refundable === undefined ? null : plain(refundable ? isRefundable : `NOT ${isRefundable}`),
    tax === undefined ? null : plain(tax === 'mixed' ? isMixed : `NOT ${isMixed}`),
    drift === undefined ? null : driftCondition(drift),
    staff === undefined ? null : staffCondition(staff),
    q === undefined || q === '' ? null : searchCondition(q, search, masked),
  ];
  return all.filter((condition) => condition !== null);
}
