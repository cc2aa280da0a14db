/** Which actions a payment's detail offers, and in what order. Pure functions. */
import { operationKinds, type OperationKind } from '../../shared/operation.ts';
import type { ActionRefusal, PaymentActions } from '../../shared/payment-actions.ts';
import { isPaid, type Payment } from '../../shared/payment.ts';

const order: readonly OperationKind[] = ['execute', 'refund', 'cancel'];

/** The allowed actions, the most frequent first. */
export function allowedActions(actions: PaymentActions): OperationKind[] {
  return order.filter((kind) => actions[kind].allowed);
}

/** The action that the user most likely wants in this state, to explain why it is refused. */
function meantAct(payment: Pick<Payment, 'status'>): OperationKind {
  if (isPaid(payment.status)) return 'refund';
  return payment.status === 'PAY_STANDBY' ? 'cancel' : 'execute';
}

/** Why no action is allowed; `null` if one is. */
export function whyNothing(
  payment: Pick<Payment, 'status'>,
  actions: PaymentActions,
): ActionRefusal | null {
  if (operationKinds.some((kind) => actions[kind].allowed)) return null;
  return actions[meantAct(payment)].reason;
}
