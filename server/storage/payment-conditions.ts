/** The list's filter fields, each as a condition on payments and on rows of the tally. */
import type { PaymentFilter } from '../../shared/api.ts';
import { isoToKst } from '../../shared/kst.ts';
import type { OperationState } from '../../shared/operation.ts';
import type { ChipStatus } from '../../shared/payment.ts';
import { allOf, rowsOf, type Condition, type Sql } from './index-paths.ts';
import { taxKindSql } from './migrations/0015-tax-sums.ts';
import { searchCondition, type SearchKind } from './payment-search.ts';
import type { Value } from './statement.ts';

/** The filter and who asks. */
export interface ListFilter extends PaymentFilter {
  /** Compare texts in their masked form, so that viewers can't search in what they can't see. */
  masked?: boolean;
}

/** The clocks that are times of a payment; a payment may have several refunds. */
export type PaymentClock = Exclude<NonNullable<PaymentFilter['clock']>, 'refunded'>;

/** Unpaid payments sort last, newest first. Must be written exactly as in the index. */
export const clockColumn: Record<PaymentClock, string> = {
  created: 'p.created_at',
  completed: "ifnull(p.completed_at, '')",
  changed: 'p.changed_at',
};

export const clockIndex: Record<PaymentClock, string> = {
  created: 'payment_by_created',
  completed: 'payment_by_completed',
  changed: 'payment_by_changed',
};

/** One condition, made from one or several filter fields. */
interface FilterRule {
  /**
   * The condition on a row `p` of payment; `null` if the filter doesn't use it.
   * @param search how `q` is interpreted
   */
  condition: (filter: ListFilter, search: SearchKind) => Condition | null;
  /**
   * The same condition on a row of payment_tally. `null`: the tally doesn't have the field, so a
   * filter that uses it counts the payments.
   */
  tally: ((filter: ListFilter) => Sql | null) | null;
  /** `false`: the tally doesn't have this value of the field. */
  inTally?: (filter: ListFilter) => boolean;
}

/** A condition that an index serves. */
function byIndex(index: string, of: Condition['of'], { sql, values }: Sql): Condition {
  const path = `SELECT p.rowid AS id FROM payment AS p INDEXED BY ${index} WHERE ${sql}`;
  return { of, sql, values, path: { sql: path, values } };
}

const plain = (sql: string): Condition => ({ of: 'other', sql, values: [] });
const sqlOf = (sql: string, ...values: Value[]): Sql => ({ sql, values });
const oneOf = (column: string, given: readonly string[]) =>
  sqlOf(`${column} IN (${given.map(() => '?').join(', ')})`, ...given);

export const toUtc = (instant: string) => new Date(Date.parse(instant)).toISOString();
const seoulDay = (instant: string) => isoToKst(toUtc(instant)).slice(0, 10);

const present = <T>(items: readonly (T | null)[]): T[] => items.filter((item) => item !== null);

/** The refunds `r` made in the filter's range. Those without a time from Toss are in none. */
export function refundsInSpan({ from, to }: ListFilter, r = 'r'): Sql {
  const asked = [sqlOf(`${r}.refunded_at >= ?`, from === undefined ? '' : toUtc(from))];
  if (to !== undefined) asked.push(sqlOf(`${r}.refunded_at < ?`, toUtc(to)));
  return allOf(asked);
}

/** Refunded in a time range. */
function refundedIn(filter: ListFilter): Condition {
  const { sql, values } = refundsInSpan(filter);
  const told = `SELECT r.pay_token FROM payment_refund AS r INDEXED BY payment_refund_by_time
    WHERE ${sql}`;
  return {
    of: 'span',
    sql: `EXISTS (SELECT 1 FROM payment_refund AS r WHERE r.pay_token = p.pay_token AND ${sql})`,
    values,
    path: { sql: rowsOf(told), values, repeats: true },
  };
}

/** Created, completed, changed or refunded in a time range; `to` is exclusive. */
const span: FilterRule = {
  condition: (filter) => {
    const { clock = 'changed', from, to } = filter;
    if (clock === 'refunded') return refundedIn(filter);
    if (from === undefined && to === undefined) return null;
    const column = clockColumn[clock];
    const asked = present([
      // Unpaid payments sort first in this index, but were never completed.
      clock === 'completed' && from === undefined ? sqlOf(`${column} > ''`) : null,
      from === undefined ? null : sqlOf(`${column} >= ?`, toUtc(from)),
      to === undefined ? null : sqlOf(`${column} < ?`, toUtc(to)),
    ]);
    return byIndex(clockIndex[clock], 'span', allOf(asked));
  },
  // For ranges of whole Seoul days; payment-sums.ts counts the rest.
  tally: ({ clock = 'changed', from, to }) => {
    if (from === undefined && to === undefined) return sqlOf('clock = ?', 'ever');
    const asked = present([
      from === undefined ? null : sqlOf('day >= ?', seoulDay(from)),
      to === undefined ? null : sqlOf("day > '' AND day < ?", seoulDay(to)),
    ]);
    return allOf([sqlOf('clock = ?', clock), ...asked]);
  },
};

const amount: FilterRule = {
  condition: ({ amountMin, amountMax }) => {
    const asked = present([
      amountMin === undefined ? null : sqlOf('p.amount >= ?', amountMin),
      amountMax === undefined ? null : sqlOf('p.amount <= ?', amountMax),
    ]);
    return asked.length === 0 ? null : byIndex('payment_by_amount', 'amount', allOf(asked));
  },
  tally: null,
};

const wasRefunded: Record<NonNullable<PaymentFilter['refunded']>, string> = {
  none: 'p.refunded = 0',
  partial: '(p.refunded > 0 AND p.refunded < p.amount)',
  full: '(p.refunded > 0 AND p.refunded >= p.amount)',
};
const canRefund = "(p.status IN ('PAY_COMPLETE', 'REFUND_SUCCESS') AND p.refunded < p.amount)";
const canRefundTallied = "(status IN ('PAY_COMPLETE', 'REFUND_SUCCESS') AND refund <> 'full')";

/** A condition with the index that finds its payments. */
interface Found extends Sql {
  path: string;
}

const byStatus = (status: string, sql: string): Found => ({
  sql: `(p.status = ? AND ${sql})`,
  values: [status],
  path: `SELECT p.rowid AS id FROM payment AS p INDEXED BY payment_by_status_changed
    WHERE p.status = ? AND ${sql}`,
});

function byOperation(state: OperationState): Found {
  const asked = `SELECT DISTINCT pay_token FROM operation INDEXED BY operation_by_state
    WHERE state = ?`;
  return { sql: `p.pay_token IN (${asked})`, values: [state], path: rowsOf(asked) };
}

/** Statuses in the words of the list's chips, beside Toss's own. */
const chips: Readonly<Record<ChipStatus, Found>> = {
  partial: byStatus('REFUND_SUCCESS', wasRefunded.partial),
  full: byStatus('REFUND_SUCCESS', wasRefunded.full),
  proposed: byOperation('proposed'),
  unclear: byOperation('unknown'),
  drift: {
    sql: 'p.drift IS NOT NULL',
    values: [],
    path: `SELECT p.rowid AS id FROM payment AS p INDEXED BY payment_by_drift
      WHERE p.drift IS NOT NULL`,
  },
};

export function isChipStatus(status: string): status is ChipStatus {
  return Object.hasOwn(chips, status);
}

/** Payments with any of the statuses. */
function anyStatus(given: readonly string[]): Condition {
  const ofToss = given.filter((status) => !isChipStatus(status));
  const asked: Found[] = given.filter(isChipStatus).map((status) => chips[status]);
  if (asked.length === 0) {
    return byIndex('payment_by_status_changed', 'status', oneOf('p.status', given));
  }
  if (ofToss.length > 0) {
    const told = oneOf('p.status', ofToss);
    const path = `SELECT p.rowid AS id FROM payment AS p INDEXED BY payment_by_status_changed
      WHERE ${told.sql}`;
    asked.push({ ...told, path });
  }
  const values = asked.flatMap((one) => one.values);
  return {
    of: 'other',
    sql: `(${asked.map(({ sql }) => sql).join(' OR ')})`,
    values,
    path: { sql: asked.map(({ path }) => path).join('\nUNION ALL '), values, repeats: true },
  };
}

/** Every filter field. Fields with the same rule make one condition; conditions keep this order. */
const filterRules: Record<keyof PaymentFilter, FilterRule> = {
  clock: span,
  from: span,
  to: span,
  amountMin: amount,
  amountMax: amount,
  status: {
    condition: ({ status = [] }) => (status.length === 0 ? null : anyStatus(status)),
    tally: ({ status = [] }) => (status.length === 0 ? null : oneOf('status', status)),
    inTally: ({ status = [] }) => !status.some(isChipStatus),
  },
  method: {
    condition: ({ method }) =>
      method === undefined
        ? null
        : byIndex('payment_by_method', 'method', sqlOf('p.pay_method = ?', method)),
    tally: ({ method }) => (method === undefined ? null : sqlOf('method = ?', method)),
  },
  refunded: {
    condition: ({ refunded }) => {
      if (refunded === undefined) return null;
      const sql = wasRefunded[refunded];
      return refunded === 'none'
        ? plain(sql)
        : byIndex('payment_with_refund', 'refunded', sqlOf(sql));
    },
    tally: ({ refunded }) => (refunded === undefined ? null : sqlOf('refund = ?', refunded)),
  },
  refundable: {
    condition: ({ refundable }) =>
      refundable === undefined ? null : plain(refundable ? canRefund : `NOT ${canRefund}`),
    tally: ({ refundable }) =>
      refundable === undefined
        ? null
        : sqlOf(refundable ? canRefundTallied : `NOT ${canRefundTallied}`),
  },
  tax: {
    condition: ({ tax }) =>
      tax === undefined ? null : { of: 'other', ...sqlOf(`${taxKindSql('p')} = ?`, tax) },
    tally: ({ tax }) => (tax === undefined ? null : sqlOf('tax = ?', tax)),
  },
  drift: {
    condition: ({ drift }) => {
      if (drift === undefined) return null;
      if (!drift) return plain('p.drift IS NULL');
      return byIndex('payment_by_drift', 'other', sqlOf('p.drift IS NOT NULL'));
    },
    tally: ({ drift }) => (drift === undefined ? null : sqlOf('drift = ?', drift ? 1 : 0)),
  },
  staff: {
    condition: ({ staff }) => {
      if (staff === undefined) return null;
      const asked = `SELECT DISTINCT pay_token FROM operation INDEXED BY operation_by_requester
        WHERE requested_by = ?`;
      const path = sqlOf(rowsOf(asked), staff);
      return { of: 'other', ...sqlOf(`p.pay_token IN (${asked})`, staff), path };
    },
    tally: null,
  },
  q: {
    condition: ({ q = '', masked = false }, search) =>
      q === '' ? null : searchCondition(q, search, masked),
    tally: null,
  },
};

const rules = [...new Set(Object.values(filterRules))];

/**
 * The conditions of a filter, joined with AND; empty for the whole list.
 * @param search how `q` is interpreted
 */
export function conditionsOf(filter: ListFilter, search: SearchKind): Condition[] {
  return present(rules.map(({ condition }) => condition(filter, search)));
}

/**
 * `true` if the tally has the sums of a filter, except for partial days at the ends of its range,
 * which take a few milliseconds.
 */
export function canUseTally(filter: PaymentFilter): boolean {
  // A payment refunded on several days counts once, which sums by day can't tell.
  if (filter.clock === 'refunded') return false;
  return rules.every(
    ({ condition, tally, inTally = () => true }) =>
      (tally !== null && inTally(filter)) || condition(filter, 'piece') === null,
  );
}

/** The filter on rows of the tally; its range must be whole Seoul days. */
export function tallyCondition(filter: ListFilter): Sql {
  return allOf(present(rules.map(({ tally }) => tally?.(filter) ?? null)));
}
