/** Which cautions have to be confirmed, and which are. Pure functions. */
import type { BankTransferOffer, Caution, RefundEntry } from '../../shared/api.ts';
import type { RefundDraft, RefundFault } from './refund-draft.ts';

/** Identifies a confirmation: it does not carry over to another refund or another amount. */
export function cautionKey(caution: Caution, amountWon: number): string {
  if ('at' in caution) return `${caution.code} ${caution.at} ${caution.amount}`;
  if ('won' in caution) return `${caution.code} ${caution.won} ${amountWon}`;
  return `${caution.code} ${amountWon}`;
}

/** The caution about transfers, from what the request will name as seen. */
export function transferCautions({ recordedWon: won, leftWon }: BankTransferOffer): Caution[] {
  return won === 0 ? [] : [{ code: 'transferred', needsTick: true, won, leftWon }];
}

/**
 * Leaves out cautions about transfers and about today's refunds of this payment: the form shows
 * them itself.
 */
export function newCautions(
  cautions: readonly Caution[],
  orderNo: string,
  earlier: readonly RefundEntry[],
): Caution[] {
  return cautions.filter(
    (caution) =>
      caution.code !== 'transferred' &&
      (caution.code !== 'order-refunded-lately' ||
        caution.orderNo !== orderNo ||
        !earlier.some((refund) => refund.amount === caution.amount)),
  );
}

export function unticked(
  cautions: readonly Caution[],
  amountWon: number | null,
  draft: Pick<RefundDraft, 'ticked'>,
): Caution[] {
  if (amountWon === null) return [];
  return cautions.filter(
    (caution) => caution.needsTick && !draft.ticked.includes(cautionKey(caution, amountWon)),
  );
}

export function cautionFaults(missing: readonly Caution[]): RefundFault[] {
  return missing.length === 0 ? [] : [{ field: 'caution', fault: 'unticked' }];
}
