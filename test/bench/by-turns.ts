import type { BenchContext } from './context.ts';
import { median } from './figures.ts';

export interface Turns {
  /** The medians of both. */
  first: number;
  second: number;
  /** The median of first ÷ second in each turn, which a slow turn does not distort. */
  ratio: number;
}

/**
 * Measures two things alternately, so that noise of the machine affects both, after a warm-up of
 * each.
 */
export async function byTurns(
  { size }: Pick<BenchContext, 'size'>,
  first: () => Promise<number>,
  second: () => Promise<number>,
): Promise<Turns> {
  await first();
  await second();
  const firsts: number[] = [];
  const seconds: number[] = [];
  for (let n = 0; n < size.repetitions; n += 1) {
    firsts.push(await first());
    seconds.push(await second());
  }
  const ratios = firsts.map((value, n) => value / (seconds[n] ?? Number.NaN));
  return { first: median(firsts), second: median(seconds), ratio: median(ratios) };
}
