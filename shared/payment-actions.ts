/**
 * What may be done with a payment now and, if not, why. The same predicate enables the buttons in
 * the browser and guards the server: Toss's rules ∩ the role ∩ no open operation.
 */
import type { OperationKind } from './operation.ts';
import { isPayStatus, type Payment, type PayStatus } from './payment.ts';
import { may, type Role } from './permissions.ts';

export const actionRefusals = [
  'not-permitted',
  'operation-open',
  'unknown-status',
  'missing-at-toss',
  'not-read-since-restore',
  'not-waiting-for-shop',
  'already-paid',
  'already-canceled',
  'not-paid',
  'being-charged',
  'refund-in-progress',
  'nothing-left',
  'refund-period-over',
  'toss-forbids',
] as const;
export type ActionRefusal = (typeof actionRefusals)[number];

/** `reason` is `null` when the action is allowed. */
export interface ActionState {
  allowed: boolean;
  reason: ActionRefusal | null;
}
export type PaymentActions = Record<OperationKind, ActionState>;

type Considered = Pick<
  Payment,
  'status' | 'remaining' | 'availableActions' | 'drift' | 'quarantined' | 'openOperation'
>;

/** Why Toss refuses an action in a status, by the guide's table of states; `null`: it does not. */
const refusalByStatus: Record<OperationKind, Record<PayStatus, ActionRefusal | null>> = {
  execute: {
    PAY_STANDBY: 'not-waiting-for-shop',
    PAY_APPROVED: null,
    PAY_CANCEL: 'already-canceled',
    PAY_PROGRESS: 'being-charged',
    PAY_COMPLETE: 'already-paid',
    REFUND_PROGRESS: 'already-paid',
    REFUND_SUCCESS: 'already-paid',
    SETTLEMENT_COMPLETE: 'already-paid',
    SETTLEMENT_REFUND_COMPLETE: 'already-paid',
  },
  cancel: {
    PAY_STANDBY: null,
    PAY_APPROVED: null,
    PAY_CANCEL: 'already-canceled',
    PAY_PROGRESS: 'being-charged',
    PAY_COMPLETE: 'already-paid',
    REFUND_PROGRESS: 'already-paid',
    REFUND_SUCCESS: 'already-paid',
    SETTLEMENT_COMPLETE: 'already-paid',
    SETTLEMENT_REFUND_COMPLETE: 'already-paid',
  },
  refund: {
    PAY_STANDBY: 'not-paid',
    PAY_APPROVED: 'not-paid',
    PAY_CANCEL: 'already-canceled',
    PAY_PROGRESS: 'being-charged',
    PAY_COMPLETE: null,
    REFUND_PROGRESS: 'refund-in-progress',
    REFUND_SUCCESS: null,
    SETTLEMENT_COMPLETE: 'refund-period-over',
    SETTLEMENT_REFUND_COMPLETE: 'refund-period-over',
  },
};

/** Toss's name for the action in `availableActions`; execute has none, so its status decides. */
const tossAction: Partial<Record<OperationKind, string>> = { cancel: 'CANCEL', refund: 'REFUND' };

/** Why Toss's facts forbid the action, whoever asks. Checked again right before sending. */
export function tossRefusal(kind: OperationKind, payment: Omit<Considered, 'openOperation'>) {
  if (!isPayStatus(payment.status)) return 'unknown-status';
  if (payment.drift === 'missing') return 'missing-at-toss';
  if (payment.quarantined) return 'not-read-since-restore';
  const byStatus = refusalByStatus[kind][payment.status];
  if (byStatus !== null) return byStatus;
  if (kind === 'refund' && payment.remaining === 0) return 'nothing-left';
  const word = tossAction[kind];
  if (word !== undefined && payment.availableActions !== null) {
    if (!payment.availableActions.includes(word)) return 'toss-forbids';
  }
  return null;
}

function refusalOf(kind: OperationKind, payment: Considered, role: Role): ActionRefusal | null {
  if (!may(role, 'operations.request')) return 'not-permitted';
  if (payment.openOperation !== null) return 'operation-open';
  return tossRefusal(kind, payment);
}

export function paymentActions(payment: Considered, role: Role): PaymentActions {
  const state = (kind: OperationKind): ActionState => {
    const reason = refusalOf(kind, payment, role);
    return { allowed: reason === null, reason };
  };
  return { execute: state('execute'), cancel: state('cancel'), refund: state('refund') };
}
