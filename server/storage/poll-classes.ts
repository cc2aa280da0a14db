/** The classes of payments that the poller treats differently. */
import { canStillMove, payStatuses } from '../../shared/payment.ts';

/**
 * `moving`: can change by themselves. `unsettled`: have a refund or an unknown status and should
 * change soon. `paid`: read now and then, for changes made elsewhere.
 */
export const pollClasses = ['moving', 'unsettled', 'paid'] as const;
export type PollClass = (typeof pollClasses)[number];

const listOf = (statuses: readonly string[]) => statuses.map((status) => `'${status}'`).join(', ');
const moving = listOf(payStatuses.filter(canStillMove));
const known = listOf(payStatuses);
const hasRefund = "(status = 'PAY_COMPLETE' AND refunded > 0)";

const conditions: Record<PollClass, string> = {
  moving: `(status IN (${moving}))`,
  unsettled: `(${hasRefund} OR status NOT IN (${known}))`,
  paid: `(NOT ${hasRefund} AND status IN (${known}) AND status NOT IN (${moving}))`,
};

/**
 * Conditions in SQL, for queries and for each class's partial index; together they cover all
 * payments. The comparison with 1 keeps SQLite off the index by status.
 */
export const pollClassSql: Record<PollClass, string> = {
  moving: `${conditions.moving} = 1`,
  unsettled: `${conditions.unsettled} = 1`,
  paid: `${conditions.paid} = 1`,
};

/** The same for PostgreSQL, which compares no condition with a number. */
export const pollClassInPostgres = conditions;
