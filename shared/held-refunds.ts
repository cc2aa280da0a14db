/** What this desk's refunds of a payment have given back or may still give back. */
import type { RefundItem } from './items.ts';
import { freeStates, type OperationState } from './operation.ts';
import type { PartBalance } from './payment.ts';
import { addParts, noParts, type Parts, type TaxPart } from './tax-split.ts';

/** A refund of the desk, as far as it holds money. */
export interface HoldingRefund {
  state: OperationState;
  amount: number;
  parts: Parts;
  items: readonly RefundItem[] | null;
}

/** Amounts reserved by refunds that are not proved to have failed; the database limits them too. */
export interface Held {
  parts: Parts;
  /** Of it, in won, what is not in the payment's refunded total yet. */
  unsettledWon: number;
  /** Of it, in won, what named items. */
  itemsWon: number;
  /** How many of each line of the payment's items. */
  quantities: ReadonlyMap<number, number>;
  /** Of them, those that have come back. */
  returned: ReadonlyMap<number, number>;
}

function addItems(to: Map<number, number>, items: readonly RefundItem[]): void {
  for (const { line, quantity } of items) to.set(line, (to.get(line) ?? 0) + quantity);
}

export function heldBy(refunds: readonly HoldingRefund[]): Held {
  let parts = noParts;
  let [unsettledWon, itemsWon] = [0, 0];
  const [quantities, returned] = [new Map<number, number>(), new Map<number, number>()];
  for (const refund of refunds) {
    if ((freeStates as readonly OperationState[]).includes(refund.state)) continue;
    parts = addParts(parts, refund.parts);
    if (refund.state !== 'succeeded') unsettledWon += refund.amount;
    if (refund.items === null) continue;
    itemsWon += refund.amount;
    addItems(quantities, refund.items);
    if (refund.state === 'succeeded') addItems(returned, refund.items);
  }
  return { parts, unsettledWon, itemsWon, quantities, returned };
}

/** What a further refund may take of each part. */
export function leftParts(balances: Record<TaxPart, PartBalance>, held: Held): Parts {
  const left = (part: TaxPart) => {
    const { paid, remaining } = balances[part];
    return Math.max(0, Math.min(remaining, paid - held.parts[part]));
  };
  return {
    taxable: left('taxable'),
    vat: left('vat'),
    taxFree: left('taxFree'),
    serviceFee: left('serviceFee'),
  };
}
