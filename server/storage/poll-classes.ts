/** The classes of payments that the poller tells apart. */
import { canStillMove, payStatuses } from '../../shared/payment.ts';

/**
 * `moving` can change by themselves; `unsettled` have a refund or a state that should show more
 * soon; `paid` are swept for what is done elsewhere.
 */
export const pollClasses = ['moving', 'unsettled', 'paid'] as const;
export type PollClass = (typeof pollClasses)[number];

const listOf = (statuses: readonly string[]) => statuses.map((status) => `'${status}'`).join(', ');
const moving = listOf(payStatuses.filter(canStillMove));
const known = listOf(payStatuses);
const hasRefund = "(status = 'PAY_COMPLETE' AND refunded > 0)";

/**
 * As SQL, for queries and for the partial index of each class; together they are all payments.
 * Compared with 1, so that no index by status is taken instead.
 */
export const pollClassSql: Record<PollClass, string> = {
  moving: `(status IN (${moving})) = 1`,
  unsettled: `(${hasRefund} OR status NOT IN (${known})) = 1`,
  paid: `(NOT ${hasRefund} AND status IN (${known}) AND status NOT IN (${moving})) = 1`,
};
