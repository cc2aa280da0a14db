/** What a person may say of how an operation ended: what the desk takes, and nothing else. Pure. */
import { isRunning, lastSentAt, RELEASE_AFTER_MS } from './operation-actions.ts';
import type { Operation } from './operation.ts';
import type { LookAlike, Payment } from './payment.ts';

export const outcomes = ['succeeded', 'failed', 'given_up'] as const;
export type Outcome = (typeof outcomes)[number];

type Decided = Pick<Operation, 'kind' | 'state' | 'amount' | 'sentAt' | 'createdAt'>;
/** As much of a payment's detail as decides. */
interface Shown {
  lookAlikes: readonly LookAlike[];
  payment: Pick<Payment, 'remaining' | 'status'>;
}

/** Refunds at Toss that it may be: who says that it was done has to pick one. */
export function lookAlikesOf(operation: Decided, { lookAlikes }: Shown): LookAlike[] {
  if (operation.kind !== 'refund') return [];
  return lookAlikes.filter(({ amount }) => amount === operation.amount);
}

/** `true` where it may be called done though Toss shows it nowhere: not booked yet, with room. */
export function mayBeUnseen({ kind, state, amount }: Decided, { payment }: Shown): boolean {
  return state !== 'succeeded' && (kind !== 'refund' || amount <= payment.remaining);
}

/**
 * From when on one that is booked as done may be said not to have happened, ISO UTC; `null` for one
 * that is not booked.
 */
export function mayFailFrom(operation: Decided): string | null {
  if (operation.state !== 'succeeded') return null;
  return new Date(Date.parse(lastSentAt(operation)) + RELEASE_AFTER_MS).toISOString();
}

/** The outcomes that may be chosen, in the order of the form; none while only time helps. */
export function outcomesOf(operation: Decided, shown: Shown, nowMs: number): Outcome[] {
  const from = mayFailFrom(operation);
  const may: Record<Outcome, boolean> = {
    succeeded: lookAlikesOf(operation, shown).length > 0 || mayBeUnseen(operation, shown),
    failed:
      !isRunning(operation.kind, shown.payment) && (from === null || nowMs >= Date.parse(from)),
    given_up: operation.state !== 'succeeded',
  };
  return outcomes.filter((outcome) => may[outcome]);
}
