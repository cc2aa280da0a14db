import { isPaid, type Payment } from '../../shared/payment.ts';
import type { Deps } from '../deps.ts';
import { readStatus } from '../operations/read-status.ts';
import { findPayment, paymentsOfOrder } from '../storage/payments.ts';
import { readProblem } from '../operations/read-problem.ts';

export interface LookedUp {
  payment: Payment;
  /** Tokens of other payments with the same orderNo. */
  others: string[];
}

function withOthers(deps: Deps, payment: Payment): LookedUp {
  const others = paymentsOfOrder(deps.storage, payment.orderNo)
    .map((other) => other.payToken)
    .filter((payToken) => payToken !== payment.payToken);
  return { payment, others };
}

/**
 * Reads a payment at Toss and adopts an unknown one. A known paid payment is returned from the
 * desk's books, because a read by orderNo returns the newest payment and not the paid one. So is
 * any known payment if too many look-ups of a storefront are queued; `observedAt` shows its age.
 *
 * @throws AppError payment-not-found, toss-credentials, toss-unreachable, toss-unclear, toss-busy
 */
export async function lookupPayment(
  deps: Deps,
  by: { orderNo: string } | { payToken: string },
  priority: 'reading' | 'lookup' | 'background',
): Promise<LookedUp> {
  const known =
    'orderNo' in by
      ? paymentsOfOrder(deps.storage, by.orderNo)
      : [findPayment(deps.storage, by.payToken)].filter((payment) => payment !== undefined);
  const paid = known.find((payment) => isPaid(payment.status));
  if (paid !== undefined) return withOthers(deps, paid);
  const read = await readStatus(deps, by, { priority });
  const [newest] = known;
  const isBusy = read.kind === 'unclear' && read.busy === true;
  if (priority === 'lookup' && isBusy && newest !== undefined) return withOthers(deps, newest);
  if (read.kind !== 'observed') throw readProblem(read);
  return withOthers(deps, read.observed.payment);
}
