/** Lines of items that are not the amount that they should be. */
import { itemWon, sumItems, type Item } from '../../shared/items.ts';
import type { FieldError } from '../../shared/problem.ts';

interface Line extends Pick<Item, 'quantity' | 'unitPrice'> {
  /** 1 is the payment's first line. */
  line: number;
}

/**
 * The sum says that a line is wrong, each line's own sum which one.
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
