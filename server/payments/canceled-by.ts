import type { Operation } from '../../shared/operation.ts';
import type { Canceler, Payment } from '../../shared/payment.ts';
import { LONGEST_MINUTES } from './create-payment.ts';

const SECOND_MS = 1000;

/** The earliest and the latest time at which Toss lets it expire, in whole seconds as Toss's. */
function expiryOf({ createdAt, expiresAt }: Payment): { from: number; until: number } {
  if (expiresAt === null) {
    return { from: 0, until: Date.parse(createdAt) + LONGEST_MINUTES * 60 * SECOND_MS };
  }
  const at = Math.floor(Date.parse(expiresAt) / SECOND_MS) * SECOND_MS;
  return { from: at, until: at };
}

/**
 * Who canceled a payment; `null` where it is not canceled, or nothing shows who did.
 * @param seenAt when the desk first saw it canceled; it is `canceledAt` where Toss told no time
 */
export function canceledBy(
  payment: Payment,
  operations: readonly Operation[],
  seenAt: string | null,
): Canceler | null {
  const { status, canceledAt } = payment;
  if (status !== 'PAY_CANCEL' || canceledAt === null) return null;
  if (operations.some(({ kind, state }) => kind === 'cancel' && state === 'succeeded')) {
    return 'desk';
  }
  const at = Date.parse(canceledAt);
  const { from, until } = expiryOf(payment);
  if (at < from) return 'elsewhere';
  // It may have been canceled long before the desk saw it.
  return at >= until && seenAt !== canceledAt ? 'expiry' : null;
}
