/** Which cautions a person has to confirm, and whether they did: pure. */
import type { Caution, RefundEntry } from '../../shared/api.ts';
import type { RefundDraft, RefundFault } from './refund-draft.ts';

/** What a tick is for: another refund, or another amount, has to be confirmed anew. */
export function cautionKey(caution: Caution, amountWon: number): string {
  const about = 'at' in caution ? `${caution.at} ${caution.amount}` : String(amountWon);
  return `${caution.code} ${about}`;
}

/** Without what the form says by itself about the payment's refunds of the present day. */
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
