/** What a measurement is: a row of the table, and how its figures are judged. */
import type { BenchContext } from './context.ts';

/** A bound: the ratio must be at least, or at most, so much. */
export interface Bound {
  is: 'at least' | 'at most';
  than: number;
}

/** One figure of a row. */
export interface Figure {
  /** What it is of, where a row has several; `''` where it has one. */
  part: string;
  /** As a person reads it, with its unit. */
  product: string;
  /** What it is compared with, with its unit; `''` where it stands for itself. */
  floor: string;
  /** Product and floor as the goal compares them, or the figure itself. */
  ratio: number;
  bound: Bound;
}

/** A row of the table. `run` measures; it never judges and never fails for being slow. */
export interface Bench {
  row: number;
  /** By this it is asked for on the command line. */
  name: string;
  what: string;
  /** In words, as the table shows it. */
  goal: string;
  /** Takes both cores and long: it runs only where it alone is named. */
  alone?: true;
  run(context: BenchContext): Promise<Figure[]>;
}

export type Verdict = 'met' | 'not met';

/** Those figures that fall short of their goal. */
export function missedOf(figures: readonly Figure[]): Figure[] {
  return figures.filter((figure) => verdictOf(figure) === 'not met');
}

/** Judges one figure. A figure that is no number was not measured well enough to meet anything. */
export function verdictOf({ ratio, bound }: Pick<Figure, 'ratio' | 'bound'>): Verdict {
  const isMet = bound.is === 'at least' ? ratio >= bound.than : ratio <= bound.than;
  return isMet ? 'met' : 'not met';
}
