/**
 * A line with an end. Whoever comes when it is full is turned away at once, with an answer that
 * says so, instead of waiting longer than anybody's patience. All of them are on /metrics.
 */
import { AppError } from './errors.ts';

/** What /metrics tells of a line. */
export interface LineState {
  readonly name: string;
  /** How many are in it: those who wait and those who are served. */
  length(): number;
  /** How many were turned away since the start. */
  refused(): number;
}

/** The places of a line. `known` callers may also take those that are kept for them. */
export interface Line extends LineState {
  /** @returns whether one more may come in; whoever may not counts as turned away */
  admits(known?: boolean): boolean;
  /** Takes a place, until `leave`. @returns `false` where there is none */
  enter(known?: boolean): boolean;
  leave(): void;
  /**
   * Holds a place until the work has ended.
   * @throws AppError desk-busy where there is none: nothing was begun
   */
  hold<T>(work: () => Promise<T>, known?: boolean): Promise<T>;
}

/**
 * @param name its label on /metrics
 * @param most how many may be in it
 * @param keptForKnown how many of these places only known callers may take
 */
export function createLine(name: string, most: number, keptForKnown = 0): Line {
  let length = 0;
  let refused = 0;
  const admits = (known = false) => {
    const hasRoom = length < (known ? most : most - keptForKnown);
    if (!hasRoom) refused += 1;
    return hasRoom;
  };
  const enter = (known?: boolean) => {
    const isIn = admits(known);
    if (isIn) length += 1;
    return isIn;
  };
  const leave = () => {
    length -= 1;
  };
  return {
    name,
    length: () => length,
    refused: () => refused,
    admits,
    enter,
    leave,
    hold: async (work, known) => {
      if (!enter(known)) throw new AppError('desk-busy', `Too many wait already: ${name}`);
      try {
        return await work();
      } finally {
        leave();
      }
    },
  };
}
