/** Which acts a detail offers, and in what order: pure. */
import { operationKinds, type OperationKind } from '../../shared/operation.ts';
import type { ActionRefusal, PaymentActions } from '../../shared/payment-actions.ts';
import { isPaid, type Payment } from '../../shared/payment.ts';

const order: readonly OperationKind[] = ['execute', 'refund', 'cancel'];

/** The allowed acts, the one that comes first in a day's work first. */
export function allowedActions(actions: PaymentActions): OperationKind[] {
  return order.filter((kind) => actions[kind].allowed);
}

/** The act that a person would have meant in this state, to say why it can't be done. */
function meantAct(payment: Pick<Payment, 'status'>): OperationKind {
  if (isPaid(payment.status)) return 'refund';
  return payment.status === 'PAY_STANDBY' ? 'cancel' : 'execute';
}

/** Why nothing at all may be done; `null` while something may. */
export function whyNothing(
  payment: Pick<Payment, 'status'>,
  actions: PaymentActions,
): ActionRefusal | null {
  if (operationKinds.some((kind) => actions[kind].allowed)) return null;
  return actions[meantAct(payment)].reason;
}
