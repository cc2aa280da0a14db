/** A benchmark: a row of the table, and how its figures are judged. */
import type { BenchContext } from './context.ts';

/** A bound on the ratio: at least, or at most, so much. */
export interface Bound {
  is: 'at least' | 'at most';
  than: number;
}

export interface Figure {
  /** Which part of the row it is about, where it has several; `''` where it has one. */
  part: string;
  /** Formatted, with its unit. */
  product: string;
  /** The baseline, with its unit; `''` where there is none. */
  floor: string;
  /** Product and baseline as the goal compares them, or the figure itself. */
  ratio: number;
  /** `null`: it is shown beside another figure and has no goal of its own. */
  bound: Bound | null;
}

/** A row of the table. `run` measures; it never judges and never fails for being slow. */
export interface Bench {
  row: number;
  /** Its name on the command line. */
  name: string;
  what: string;
  /** In words, as the table shows it. */
  goal: string;
  /** Takes long, or much of the disk: it runs only where it is the only one named. */
  alone?: true;
  /** Payments of its shop where that of the run has more. */
  mostPayments?: number;
  /** No figures: this machine can't run it. */
  run(context: BenchContext): Promise<Figure[]>;
}

export type Verdict = 'met' | 'not met' | '';

export function missedOf(figures: readonly Figure[]): Figure[] {
  return figures.filter((figure) => verdictOf(figure) === 'not met');
}

/** Judges one figure; NaN meets no goal. `''`: there is none. */
export function verdictOf({ ratio, bound }: Pick<Figure, 'ratio' | 'bound'>): Verdict {
  if (bound === null) return '';
  const isMet = bound.is === 'at least' ? ratio >= bound.than : ratio <= bound.than;
  return isMet ? 'met' : 'not met';
}
