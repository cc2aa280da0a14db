/** The items of a new payment: whether they fit its amount and parts, and the parts that follow. */
import type { CreatePaymentBody } from '../../shared/api.ts';
import { partsOfOrder, wonOfTax, type Item } from '../../shared/items.ts';
import type { FieldError } from '../../shared/problem.ts';
import { sumParts, type Parts } from '../../shared/tax-split.ts';
import { sumErrors } from '../operations/items-sum.ts';

type Order = Pick<CreatePaymentBody, 'amount' | 'parts' | 'items' | 'cashReceipt'>;

function partsOff(parts: Parts, amountWon: number): FieldError {
  const sumWon = sumParts(parts);
  const detail = `The parts add up to ${String(sumWon)}, the amount is ${String(amountWon)}`;
  return { pointer: '/parts', code: 'sum', params: { sumWon, amountWon }, detail };
}

function partsNotOfItems(items: readonly Item[]): FieldError {
  const [taxedWon, taxFreeWon] = [wonOfTax(items, 'taxed'), wonOfTax(items, 'tax-free')];
  const detail =
    `The items have ${String(taxedWon)} taxed and ${String(taxFreeWon)} tax-free: taxable and ` +
    'vat must add up to the former, taxFree must be the latter';
  return { pointer: '/parts', code: 'items', params: { taxedWon, taxFreeWon }, detail };
}

/** Errors of an order that does not add up; empty if it does. */
export function orderErrors({ amount, parts, items }: Order): FieldError[] {
  const errors: FieldError[] = [];
  if (parts !== undefined && sumParts(parts) !== amount) errors.push(partsOff(parts, amount));
  if (items === undefined) return errors;
  const lines = items.map((item, index) => ({ ...item, line: index + 1 }));
  errors.push(...sumErrors(lines, amount, 'amount'));
  const isOf = (given: Parts) =>
    given.taxable + given.vat === wonOfTax(items, 'taxed') &&
    given.taxFree === wonOfTax(items, 'tax-free');
  if (errors.length === 0 && parts !== undefined && !isOf(parts)) {
    errors.push(partsNotOfItems(items));
  }
  return errors;
}

/** The parts to send; `undefined`: Toss makes them, as for an order without tax-free items. */
export function orderParts({ parts, items = [], cashReceipt = true }: Order): Parts | undefined {
  if (parts !== undefined || wonOfTax(items, 'tax-free') === 0) return parts;
  return partsOfOrder(items, cashReceipt);
}
