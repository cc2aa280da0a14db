/**
 * A manager closes the item of a payment of which more was given back than was paid: both the
 * transfer and Toss's refund were made, so no record may be taken back for it.
 */
import type { HandlerInput } from '../../shared/api.ts';
import { overWonOf } from '../../shared/bank-transfer.ts';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import type { DecidingStaff } from '../operations/decide.ts';
import { appendAudit } from '../storage/audit.ts';
import { touchPayment } from '../storage/bank-transfers.ts';
import { appendEvent, staffActor } from '../storage/events.ts';
import { overAcknowledgedOn, writeOverAcknowledged } from '../storage/over-given.ts';
import { findPaymentOn } from '../storage/payments.ts';

type Seen = HandlerInput<'POST /api/payments/:payToken/over-given/acknowledge'>['body'];

/** @throws AppError payment-not-found, stale-view when it is not what the person saw */
export function acknowledgeOverGiven(
  deps: Deps,
  payToken: string,
  { overWon, changedAt, note }: Seen,
  staff: DecidingStaff,
): Promise<void> {
  return deps.storage.transact(function* () {
    const payment = yield* findPaymentOn(payToken);
    if (payment === undefined) throw new AppError('payment-not-found');
    const isSeen = overWonOf(payment) === overWon && payment.changedAt === changedAt;
    if (!isSeen || (yield* overAcknowledgedOn(payment)) !== null) {
      throw new AppError('stale-view', 'Another sum is given back too much now', { payment });
    }
    const at = deps.clock.nowIso();
    yield* writeOverAcknowledged({
      ...{ pay_token: payToken, over_won: overWon, at, note },
      ...{ staff_id: staff.id, staff_name: staff.name },
    });
    yield* touchPayment(payToken, at);
    const what = 'bank-transfer-over-acknowledged';
    yield* appendEvent({
      ...{ at, type: 'payment', what, source: 'staff', pay_token: payToken, amount: overWon },
      ...{ staff_id: staff.id, staff_name: staff.name, detail: note },
    });
    const detail = { amount: overWon, note };
    yield* appendAudit({ at, actor: staffActor(staff), action: what, payToken, detail });
  });
}
