/** 상품 내역: what a payment sold. The desk keeps it; Toss is never told. */
import { addParts, allocate, defaultParts, type Parts } from './tax-split.ts';

export const itemTaxes = ['taxed', 'tax-free'] as const;
type ItemTax = (typeof itemTaxes)[number];

/** One line of an order. */
export interface Item {
  name: string;
  quantity: number;
  /** Won, VAT included. */
  unitPrice: number;
  tax: ItemTax;
}

/** How many of a line a refund gives back; 1 is the payment's first line. */
export interface RefundItem {
  line: number;
  quantity: number;
}

export const itemWon = ({ quantity, unitPrice }: Omit<Item, 'name' | 'tax'>) =>
  quantity * unitPrice;

export function sumItems(items: readonly Omit<Item, 'name' | 'tax'>[]): number {
  return items.reduce((sum, item) => sum + itemWon(item), 0);
}

/** What is given back as lines of their own; unknown lines are left out. */
export function pickItems(items: readonly Item[], picked: readonly RefundItem[]): Item[] {
  return picked.flatMap(({ line, quantity }) => {
    const item = items[line - 1];
    return item === undefined ? [] : [{ ...item, quantity }];
  });
}

/** The sum of the lines of one kind, in won. */
export function wonOfTax(items: readonly Item[], tax: ItemTax): number {
  return sumItems(items.filter((item) => item.tax === tax));
}

/** The parts of a new payment of these items. */
export function partsOfOrder(items: readonly Item[], cashReceipt: boolean): Parts {
  const taxed = defaultParts(wonOfTax(items, 'taxed'), cashReceipt);
  return { ...taxed, taxFree: wonOfTax(items, 'tax-free') };
}

/**
 * The parts of a refund of these items: each kind is allocated from what is left of its parts.
 * @param left what is left of each part
 * @returns `null` when less is left of a kind's parts than its items cost
 */
export function partsOfItems(items: readonly Item[], left: Parts): Parts | null {
  const taxed = allocate(left, wonOfTax(items, 'taxed'), 'taxed');
  const free = allocate(left, wonOfTax(items, 'tax-free'), 'tax-free');
  return taxed === null || free === null ? null : addParts(taxed, free);
}
