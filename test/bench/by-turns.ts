import type { BenchContext } from './context.ts';
import { median } from './figures.ts';

export interface Turns {
  /** The median of what the first gave, and of the second. */
  first: number;
  second: number;
  /** The median of first ÷ second in each turn: what slows a whole turn down is not in it. */
  ratio: number;
}

/**
 * Measures two things by turns, so that a machine's moods hit both, after each was done once for
 * caches and compilers.
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
