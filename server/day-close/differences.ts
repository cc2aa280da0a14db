/** How a day's sheet may differ from Toss, each difference with its amount. */
import type { DayClose } from '../../shared/api.ts';
import type {
  DayRefund,
  DriftFacts,
  NotedPayment,
  UnprovedOperation,
} from '../storage/day-close-figures.ts';

export type Difference = DayClose['differences']['items'][number];

/** An unproved cancel is of an unpaid payment, so its amount is 0. */
export function ofUnproved(operation: UnprovedOperation): Difference {
  const { id, payToken, orderNo, kind, state, amount, sentAt } = operation;
  const won = kind === 'cancel' ? 0 : amount;
  return { why: 'unproved', payToken, orderNo, won, operationId: id, kind, state, sentAt };
}

/** @returns `null` when there is no drift any more */
export function ofDrift(payToken: string, facts: DriftFacts): Difference | null {
  const { orderNo, amount, drift, outsideWon, lateWon } = facts;
  switch (drift) {
    case null:
      return null;
    case 'outside-refund':
      return { why: 'outside-refund', payToken, orderNo, won: outsideWon };
    case 'missing':
      return { why: 'missing', payToken, orderNo, won: amount };
    case 'contradiction':
      return lateWon > 0
        ? { why: 'late', payToken, orderNo, won: lateWon }
        : { why: 'contradiction', payToken, orderNo, won: amount };
  }
}

export function ofOddStatus({ payToken, orderNo, amount, status }: NotedPayment): Difference {
  return { why: 'odd-status', payToken, orderNo, won: amount, status };
}

export function ofUntimedRefund({ payToken, orderNo, amount }: DayRefund): Difference {
  return { why: 'untimed-refund', payToken, orderNo, won: amount };
}
