/** The list's filter fields, each as a condition on payments and on rows of the tally. */
import type { PaymentFilter } from '../../shared/api.ts';
import { isoToKst, toUtc } from '../../shared/kst.ts';
import type { OperationState } from '../../shared/operation.ts';
import type { ChipStatus } from '../../shared/payment.ts';
import { taxKindsOf } from '../../shared/tax-split.ts';
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
   * The same condition on a row of payment_tally, and `null` with it. `'count'`: the tally doesn't
   * have the field, so a filter that uses it counts the payments.
   */
  tally: 'count' | ((filter: ListFilter) => Sql | null);
  /** `false`: the tally doesn't have this value of the field. */
  inTally?: (filter: ListFilter) => boolean;
}

/** @param valueOf what the filter asks for; `undefined` if it doesn't use the rule */
function ruleOf<Asked>(
  valueOf: (filter: ListFilter) => Asked | undefined,
  condition: (asked: Asked, search: SearchKind) => Condition,
  tally: 'count' | ((asked: Asked) => Sql),
): FilterRule {
  const whereAsked = <T>(filter: ListFilter, make: (asked: Asked) => T): T | null => {
    const asked = valueOf(filter);
    return asked === undefined ? null : make(asked);
  };
  return {
    condition: (filter, search) => whereAsked(filter, (asked) => condition(asked, search)),
    tally: tally === 'count' ? tally : (filter) => whereAsked(filter, tally),
  };
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
const span = ruleOf(
  ({ clock = 'changed', from, to }) =>
    from === undefined && to === undefined && clock !== 'refunded'
      ? undefined
      : { clock, from, to },
  ({ clock, from, to }) => {
    if (clock === 'refunded') return refundedIn({ from, to });
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
  ({ clock, from, to }) => {
    const asked = present([
      from === undefined ? null : sqlOf('day >= ?', seoulDay(from)),
      to === undefined ? null : sqlOf("day > '' AND day < ?", seoulDay(to)),
    ]);
    return allOf([sqlOf('clock = ?', clock), ...asked]);
  },
);

const amount = ruleOf(
  ({ amountMin, amountMax }) =>
    amountMin === undefined && amountMax === undefined ? undefined : { amountMin, amountMax },
  ({ amountMin, amountMax }) => {
    const asked = present([
      amountMin === undefined ? null : sqlOf('p.amount >= ?', amountMin),
      amountMax === undefined ? null : sqlOf('p.amount <= ?', amountMax),
    ]);
    return byIndex('payment_by_amount', 'amount', allOf(asked));
  },
  'count',
);

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
    ...ruleOf(
      ({ status = [] }) => (status.length === 0 ? undefined : status),
      anyStatus,
      (status) => oneOf('status', status),
    ),
    inTally: ({ status = [] }) => !status.some(isChipStatus),
  },
  method: ruleOf(
    ({ method }) => method,
    (method) => byIndex('payment_by_method', 'method', sqlOf('p.pay_method = ?', method)),
    (method) => sqlOf('method = ?', method),
  ),
  refunded: ruleOf(
    ({ refunded }) => refunded,
    (refunded) => {
      const sql = wasRefunded[refunded];
      return refunded === 'none'
        ? plain(sql)
        : byIndex('payment_with_refund', 'refunded', sqlOf(sql));
    },
    (refunded) => sqlOf('refund = ?', refunded),
  ),
  refundable: ruleOf(
    ({ refundable }) => refundable,
    (refundable) => plain(refundable ? canRefund : `NOT ${canRefund}`),
    (refundable) => sqlOf(refundable ? canRefundTallied : `NOT ${canRefundTallied}`),
  ),
  tax: ruleOf(
    ({ tax }) => tax,
    (tax) => ({ of: 'other', ...oneOf(taxKindSql('p'), taxKindsOf[tax]) }),
    (tax) => oneOf('tax', taxKindsOf[tax]),
  ),
  drift: ruleOf(
    ({ drift }) => drift,
    (drift) =>
      drift
        ? byIndex('payment_by_drift', 'other', sqlOf('p.drift IS NOT NULL'))
        : plain('p.drift IS NULL'),
    (drift) => sqlOf('drift = ?', drift ? 1 : 0),
  ),
  staff: ruleOf(
    ({ staff }) => staff,
    (staff) => {
      const asked = `SELECT DISTINCT pay_token FROM operation INDEXED BY operation_by_requester
        WHERE requested_by = ?`;
      const path = sqlOf(rowsOf(asked), staff);
      return { of: 'other', ...sqlOf(`p.pay_token IN (${asked})`, staff), path };
    },
    'count',
  ),
  q: ruleOf(
    ({ q = '', masked = false }) => (q === '' ? undefined : { q, masked }),
    ({ q, masked }, search) => searchCondition(q, search, masked),
    'count',
  ),
};

const ever = sqlOf('clock = ?', 'ever');
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
      (tally !== 'count' && inTally(filter)) || condition(filter, 'piece') === null,
  );
}

/** The filter on rows of the tally; its range must be whole Seoul days. */
export function tallyCondition(filter: ListFilter): Sql {
  const asked = present(rules.map(({ tally }) => (tally === 'count' ? null : tally(filter))));
  // Without a range, the row over all days.
  return allOf(span.condition(filter, 'piece') === null ? [ever, ...asked] : asked);
}
