import { isPaid, type Payment } from '../../shared/payment.ts';
import type { Deps } from '../deps.ts';
import { readStatus } from '../operations/read-status.ts';
import { findPayment, paymentsOfOrder } from '../storage/payments.ts';
import { readProblem } from '../operations/read-problem.ts';

export interface LookedUp {
  payment: Payment;
  /** Tokens of other payments that used the same orderNo. */
  others: string[];
}

function withOthers(deps: Deps, payment: Payment): LookedUp {
  const others = paymentsOfOrder(deps.storage, payment.orderNo)
    .map((other) => other.payToken)
    .filter((payToken) => payToken !== payment.payToken);
  return { payment, others };
}

/**
 * Asks Toss for a payment and adopts what is unknown here. A paid one that is known is answered
 * from the desk's own books: status by orderNo names the newest payment, not the paid one. So is
 * any that is known where too many of a storefront's look-ups wait: `observedAt` tells its age.
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
