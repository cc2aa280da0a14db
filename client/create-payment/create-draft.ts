/** The draft of a new payment: its faults and its request body. */
import type { CreatePaymentBody } from '../../shared/api.ts';
import { itemTaxes, partsOfOrder, sumItems, type Item } from '../../shared/items.ts';
import {
  isOrderNo,
  ITEM_NAME_MAX,
  ITEM_QUANTITY_MAX,
  METADATA_MAX,
  ONE_LINE,
  PRODUCT,
  PRODUCT_MAX,
} from '../../shared/limits.ts';
import type { Problem } from '../../shared/problem.ts';
import {
  defaultParts,
  noParts,
  sumParts,
  type Parts,
  type TaxPart,
} from '../../shared/tax-split.ts';
import { MAX_PAYMENT_WON } from '../../shared/won.ts';
import { fieldsOf, isFlag, isNumber, isText, isOneOf, listOf, orNull } from '../draft-shapes.ts';
import { wholeParts } from '../parts/whole-parts.ts';

export const expiryMinutes = [15, 30, 60] as const;
export const taxKinds = ['taxed', 'free', 'split'] as const;
type TaxKind = (typeof taxKinds)[number];

/** A line of the order as it is typed. */
export interface ItemDraft extends Omit<Item, 'quantity' | 'unitPrice'> {
  /** Stays with the line when lines above it are removed; not sent. */
  key: number;
  quantity: number | null;
  unitPrice: number | null;
}

export interface CreateDraft {
  orderNo: string;
  product: string;
  amountWon: number | null;
  tax: TaxKind;
  parts: Record<TaxPart, number | null>;
  /** With any, amount and tax follow from them. */
  items: readonly ItemDraft[];
  expiresInMinutes: number;
  memo: string;
  autoExecute: boolean;
  cashReceipt: boolean;
}

export const isCreateDraft = fieldsOf<CreateDraft>({
  orderNo: isText,
  product: isText,
  amountWon: orNull(isNumber),
  tax: isOneOf(taxKinds),
  parts: fieldsOf({
    taxable: orNull(isNumber),
    vat: orNull(isNumber),
    taxFree: orNull(isNumber),
    serviceFee: orNull(isNumber),
  }),
  items: listOf(
    fieldsOf<ItemDraft>({
      key: isNumber,
      name: isText,
      quantity: orNull(isNumber),
      unitPrice: orNull(isNumber),
      tax: isOneOf(itemTaxes),
    }),
  ),
  expiresInMinutes: isOneOf<number>(expiryMinutes),
  memo: isText,
  autoExecute: isFlag,
  cashReceipt: isFlag,
});

export type CreateField =
  | ('orderNo' | 'product' | 'items' | 'amount' | 'parts')
  | ('expires' | 'metadata');

export type CreateFault =
  | 'orderNoMissing'
  | 'orderNo'
  | 'orderNoUsed'
  | 'orderNoGoing'
  | 'productMissing'
  | 'product'
  | 'items'
  | 'amountMissing'
  | 'amount'
  | 'parts'
  | 'expires'
  | 'metadata';

export type CreateFaults = Partial<Record<CreateField, CreateFault>>;

/** Without characters that are easily confused when read out on the phone. */
const alphabet = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';
const SUFFIX_LENGTH = 6;

/** `20261124-7K3M9Q`: the date in Seoul and a random suffix that makes duplicates unlikely. */
export function suggestOrderNo(seoulDay: string): string {
  const bytes = crypto.getRandomValues(new Uint8Array(SUFFIX_LENGTH));
  const suffix = [...bytes].map((byte) => alphabet[byte % alphabet.length]).join('');
  return `${seoulDay.replaceAll('-', '')}-${suffix}`;
}

export function newCreateDraft(seoulDay: string): CreateDraft {
  return {
    orderNo: suggestOrderNo(seoulDay),
    product: '',
    amountWon: null,
    tax: 'taxed',
    parts: { taxable: null, vat: null, taxFree: null, serviceFee: null },
    items: [],
    expiresInMinutes: expiryMinutes[0],
    memo: '',
    autoExecute: true,
    cashReceipt: true,
  };
}

/** The line as it is sent; what is missing counts as nothing. */
const wholeItem = ({ name, quantity, unitPrice, tax }: ItemDraft): Item => ({
  name: name.trim(),
  quantity: quantity ?? 0,
  unitPrice: unitPrice ?? 0,
  tax,
});

export function isItemNamed(item: ItemDraft): boolean {
  const { name } = wholeItem(item);
  return name !== '' && name.length <= ITEM_NAME_MAX && ONE_LINE.test(name);
}

export function isItemCounted(item: ItemDraft): boolean {
  const { quantity } = wholeItem(item);
  return Number.isInteger(quantity) && quantity > 0 && quantity <= ITEM_QUANTITY_MAX;
}

export function isItemPriced({ unitPrice }: ItemDraft): boolean {
  return unitPrice !== null && unitPrice <= MAX_PAYMENT_WON;
}

export function isItemWhole(item: ItemDraft): boolean {
  return isItemNamed(item) && isItemCounted(item) && isItemPriced(item);
}

/** The amount as typed, or that of the items. */
export function createAmount({ items, amountWon }: CreateDraft): number | null {
  return items.length === 0 ? amountWon : sumItems(items.map(wholeItem));
}

/** The tax parts as Toss will have them; for 과세 Toss's default. */
export function createParts(draft: CreateDraft): Parts | null {
  if (draft.items.length > 0) return partsOfOrder(draft.items.map(wholeItem), draft.cashReceipt);
  if (draft.tax === 'split') return wholeParts(draft.parts);
  if (draft.amountWon === null) return null;
  if (draft.tax === 'free') return { ...noParts, taxFree: draft.amountWon };
  return defaultParts(draft.amountWon, draft.cashReceipt);
}

/** Keeps 비과세 and 봉사료 as far as they fit, and splits the rest into 과세 and 부가세. */
export function fitCreateParts(parts: Parts, amountWon: number): Parts {
  const taxFree = Math.min(parts.taxFree, amountWon);
  const serviceFee = Math.min(parts.serviceFee, amountWon - taxFree);
  return { ...defaultParts(amountWon - taxFree - serviceFee, true), taxFree, serviceFee };
}

export function createFaults(draft: CreateDraft): CreateFaults {
  const faults: CreateFaults = {};
  const orderNo = draft.orderNo.trim();
  if (orderNo === '') faults.orderNo = 'orderNoMissing';
  else if (!isOrderNo(orderNo)) faults.orderNo = 'orderNo';
  const product = draft.product.trim();
  if (product === '') faults.product = 'productMissing';
  else if (product.length > PRODUCT_MAX || !PRODUCT.test(product)) faults.product = 'product';
  if (!draft.items.every(isItemWhole)) faults.items = 'items';
  const amountWon = createAmount(draft);
  if (amountWon === null || amountWon < 1) faults.amount = 'amountMissing';
  else if (amountWon > MAX_PAYMENT_WON) faults.amount = 'amount';
  const parts = createParts(draft);
  if (draft.items.length === 0 && draft.tax === 'split' && parts !== null && amountWon !== null) {
    if (sumParts(parts) !== amountWon) faults.parts = 'parts';
  }
  if (draft.memo.length > METADATA_MAX) faults.metadata = 'metadata';
  return faults;
}

/** The request body; `null` without an amount. */
export function createBody(draft: CreateDraft): CreatePaymentBody | null {
  const parts = createParts(draft);
  const amount = createAmount(draft);
  if (amount === null || parts === null) return null;
  const memo = draft.memo.trim();
  return {
    orderNo: draft.orderNo.trim(),
    amount,
    productDesc: draft.product.trim(),
    autoExecute: draft.autoExecute,
    expiresInMinutes: draft.expiresInMinutes,
    cashReceipt: draft.cashReceipt,
    // For 과세 Toss splits the amount itself, for items the desk, by the same rule as the form.
    ...(draft.items.length > 0
      ? { items: draft.items.map(wholeItem) }
      : draft.tax === 'taxed'
        ? {}
        : { parts }),
    ...(memo === '' ? {} : { metadata: memo }),
  };
}

const fieldOf: Record<string, [CreateField, CreateFault]> = {
  orderNo: ['orderNo', 'orderNo'],
  productDesc: ['product', 'product'],
  items: ['items', 'items'],
  amount: ['amount', 'amount'],
  parts: ['parts', 'parts'],
  expiresInMinutes: ['expires', 'expires'],
  metadata: ['metadata', 'metadata'],
};

/** The error's faults by field; `rest` has those that belong to no field of the form. */
export function faultsFromProblem(problem: Problem): {
  faults: CreateFaults;
  rest: { field: string; detail: string }[];
} {
  const faults: CreateFaults = {};
  const rest: { field: string; detail: string }[] = [];
  for (const error of problem.errors ?? []) {
    const name = error.pointer.replace(/^#?\//, '').split('/')[0] ?? '';
    const known = fieldOf[name];
    if (known === undefined) rest.push({ field: name, detail: error.detail });
    else faults[known[0]] ??= known[1];
  }
  if (problem.code === 'parts-mismatch') faults.parts ??= 'parts';
  if (problem.tossErrorCode === 'PAYMENT_DUPLICATION_ORDER_NO') faults.orderNo = 'orderNoUsed';
  if (problem.tossErrorCode === 'PAYMENT_EXISTING_PAYMENT') faults.orderNo = 'orderNoGoing';
  return { faults, rest };
}
