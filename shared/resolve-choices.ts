/** Which outcomes a person may choose for an operation, for the form and for the server. Pure. */
import { dayAfterSending, isRunning } from './operation-actions.ts';
import type { Operation } from './operation.ts';
import type { LookAlike, Payment } from './payment.ts';

export const outcomes = ['succeeded', 'failed', 'given_up'] as const;
export type Outcome = (typeof outcomes)[number];

type Decided = Pick<Operation, 'kind' | 'state' | 'amount' | 'sentAt' | 'createdAt'>;
/** The fields of a payment's detail that decide. */
interface Shown {
  lookAlikes: readonly LookAlike[];
  payment: Pick<Payment, 'remaining' | 'status'>;
}

/** Refunds at Toss that may be this one; with `succeeded`, one of them has to be picked. */
export function lookAlikesOf(operation: Decided, { lookAlikes }: Shown): LookAlike[] {
  if (operation.kind !== 'refund') return [];
  return lookAlikes.filter(({ amount }) => amount === operation.amount);
}

/**
 * `true` if `succeeded` is possible although Toss shows nothing: not booked, and enough is left.
 */
export function mayBeUnseen({ kind, state, amount }: Decided, { payment }: Shown): boolean {
  return state !== 'succeeded' && (kind !== 'refund' || amount <= payment.remaining);
}

/** From when on a booked operation may be called failed, ISO UTC; `null`: now, or not booked. */
export function mayFailFrom(operation: Decided, nowMs: number): string | null {
  return operation.state === 'succeeded' ? dayAfterSending(operation, nowMs).notBefore : null;
}

/** The outcomes that may be chosen at `nowMs`, in the order of the form; possibly none. */
export function outcomesOf(operation: Decided, shown: Shown, nowMs: number): Outcome[] {
  const may: Record<Outcome, boolean> = {
    succeeded: lookAlikesOf(operation, shown).length > 0 || mayBeUnseen(operation, shown),
    failed: !isRunning(operation.kind, shown.payment) && mayFailFrom(operation, nowMs) === null,
    given_up: operation.state !== 'succeeded',
  };
  return outcomes.filter((outcome) => may[outcome]);
}
