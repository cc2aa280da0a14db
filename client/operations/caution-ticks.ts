/** Which cautions have to be confirmed, and which are. Pure functions. */
import type { Caution, RefundEntry } from '../../shared/api.ts';
import type { RefundDraft, RefundFault } from './refund-draft.ts';

/** Identifies a confirmation: it does not carry over to another refund or another amount. */
export function cautionKey(caution: Caution, amountWon: number): string {
  const about = 'at' in caution ? `${caution.at} ${caution.amount}` : String(amountWon);
  return `${caution.code} ${about}`;
}

/** Leaves out cautions about today's refunds of this payment, which the form shows itself. */
export function newCautions(
  cautions: readonly Caution[],
  orderNo: string,
  earlier: readonly RefundEntry[],
): Caution[] {
  return cautions.filter(
    (caution) =>
      caution.code !== 'order-refunded-lately' ||
      caution.orderNo !== orderNo ||
      !earlier.some((refund) => refund.amount === caution.amount),
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
