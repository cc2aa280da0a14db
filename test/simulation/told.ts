/** What Toss tells, and what it means by it. */
import type { Answer } from '../../server/sandbox/answer.ts';

/** What one status answer shows, as Toss means it. */
export interface Shown {
  /** Our own numbers, in any spelling, that it lists as SUCCESS. */
  done: ReadonlySet<string>;
  /** Our own numbers that it lists in any state. */
  numbers: ReadonlySet<string>;
  /** Every entry has a number and a documented state. */
  understood: boolean;
}

export interface Told {
  answer: Answer;
  /** `null` where this is no answer to a status read. */
  shown: Shown | null;
}
