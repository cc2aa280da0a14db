/** Reproducible random numbers for the fuzzed tests. */
import { seedRandom } from '../../server/demo/seed-random.ts';

export interface SeededRandom {
  /** A whole number, 0 ≤ x < `count`. */
  below(count: number): number;
  /** `true` once in `times` draws on average. */
  oneIn(times: number): boolean;
  pick<T>(list: readonly T[]): T;
}

/** Fast, and good enough to choose test cases. */
export function seededRandom(seed: string): SeededRandom {
  const next = seedRandom(seed);
  const below = (count: number) => Math.floor(next() * count);
  return {
    below,
    oneIn: (times) => below(times) === 0,
    pick: (list) => list[below(list.length)]!,
  };
}
