/** The error of items that do not add up to the amount. */
import { itemWon, sumItems, type Item } from '../../shared/items.ts';
import type { FieldError } from '../../shared/problem.ts';

interface Line extends Pick<Item, 'quantity' | 'unitPrice'> {
  /** 1 is the payment's first line. */
  line: number;
}

/**
 * The detail has the sum of each line, so that the caller finds the wrong one.
 * @param whole what they should add up to
 */
export function sumErrors(
  lines: readonly Line[],
  amountWon: number,
  whole: 'amount' | 'refund',
): FieldError[] {
  const sumWon = sumItems(lines);
  if (sumWon === amountWon) return [];
  const off = `${String(Math.abs(amountWon - sumWon))} ${sumWon < amountWon ? 'less' : 'more'}`;
  const each = lines.map((one) => {
    const product = `${String(one.quantity)} × ${String(one.unitPrice)}`;
    return `line ${String(one.line)}: ${product} = ${String(itemWon(one))}`;
  });
  const detail = `The items add up to ${String(sumWon)}, ${off} than the ${whole} (${each.join(', ')})`;
  return [{ pointer: '/items', code: 'sum', params: { sumWon, amountWon }, detail }];
}
