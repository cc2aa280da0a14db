/** The items of a refund: whether they fit the payment, and the parts that follow from them. */
import type { OperationBody } from '../../shared/api.ts';
import { leftParts, type Held } from '../../shared/held-refunds.ts';
import {
  partsOfItems,
  pickItems,
  wonOfTax,
  type Item,
  type RefundItem,
} from '../../shared/items.ts';
import type { Payment } from '../../shared/payment.ts';
import type { FieldError } from '../../shared/problem.ts';
import { sumParts, taxParts, pool, type Parts } from '../../shared/tax-split.ts';
import { AppError } from '../errors.ts';
import { sumErrors } from './items-sum.ts';

type RefundBody = Extract<OperationBody, { kind: 'refund' }>;

function notOfPayment(items: readonly Item[], picked: readonly RefundItem[]): FieldError[] {
  return picked.flatMap(({ line }, index) => {
    if (line <= items.length) return [];
    const detail = `There is no line ${String(line)}, the payment has ${String(items.length)}`;
    const params = { line, lines: items.length };
    return [{ pointer: `/items/${String(index)}/line`, code: 'no-line', params, detail }];
  });
}

function overLine(items: readonly Item[], picked: readonly RefundItem[], held: Held): FieldError[] {
  const places = new Map(picked.map(({ line, quantity }, place) => [line, { quantity, place }]));
  return items.flatMap(({ quantity: bought }, index) => {
    const line = index + 1;
    const asked = places.get(line);
    const left = bought - (held.quantities.get(line) ?? 0);
    if (asked === undefined || asked.quantity <= left) return [];
    const { place, quantity } = asked;
    const detail = `Line ${String(line)}: ${String(quantity)} asked, ${String(left)} left`;
    const params = { line, asked: quantity, left };
    return [{ pointer: `/items/${String(place)}/quantity`, code: 'over-line', params, detail }];
  });
}

function notAmount(
  items: readonly Item[],
  picked: readonly RefundItem[],
  amountWon: number,
): FieldError[] {
  const lines = picked.flatMap((one) =>
    pickItems(items, [one]).map((item) => ({ ...item, ...one })),
  );
  return sumErrors(lines, amountWon, 'refund');
}

/** Earlier refunds by amount may have taken more of a kind than the items that came back. */
function overKind(items: readonly Item[], left: Parts): FieldError[] {
  return (['taxed', 'tax-free'] as const).flatMap((tax) => {
    const [askedWon, leftWon] = [wonOfTax(items, tax), sumParts(pool(left, tax))];
    if (askedWon <= leftWon) return [];
    const detail = `${tax} items: ${String(askedWon)} asked, ${String(leftWon)} left`;
    return [{ pointer: '/items', code: `over-${tax}`, params: { askedWon, leftWon }, detail }];
  });
}

function notOfItems(given: Parts, follow: Parts): FieldError[] {
  return taxParts.flatMap((part) => {
    if (given[part] === follow[part]) return [];
    const params = { givenWon: given[part], followWon: follow[part] };
    const detail = `${part}: ${String(given[part])} given, ${String(follow[part])} by the items`;
    return [{ pointer: `/parts/${part}`, code: 'items', params, detail }];
  });
}

/**
 * @returns the parts of a refund of items
 * @throws AppError items-mismatch, over-items
 */
export function partsByItems(
  { amount, parts, items: picked }: RefundBody & { items: readonly RefundItem[] },
  payment: Payment,
  held: Held,
): Parts {
  const mismatch = (errors: FieldError[]) =>
    new AppError('items-mismatch', undefined, { errors, payment });
  const { items } = payment;
  if (items === null) {
    const detail = 'The desk knows no items of this payment';
    throw mismatch([{ pointer: '/items', code: 'no-items', params: {}, detail }]);
  }
  const chosen = pickItems(items, picked);
  const wrong = [...notOfPayment(items, picked), ...notAmount(items, picked, amount)];
  if (wrong.length > 0) throw mismatch(wrong);
  const over = overLine(items, picked, held);
  if (over.length > 0) throw new AppError('over-items', undefined, { errors: over, payment });
  const left = leftParts(payment.parts, held);
  const follow = partsOfItems(chosen, left);
  if (follow === null) throw mismatch(overKind(chosen, left));
  const off = parts === undefined ? [] : notOfItems(parts, follow);
  if (off.length > 0) throw mismatch(off);
  return follow;
}
