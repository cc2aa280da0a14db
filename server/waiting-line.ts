/**
 * A bounded queue counter. A caller that finds it full is refused at once with desk-busy instead of
 * waiting. All of them are on /metrics.
 */
import { AppError } from './errors.ts';

/** What /metrics shows of a queue. */
export interface LineState {
  readonly name: string;
  /** How many are in it, waiting or running. */
  length(): number;
  /** How many were refused since the start. */
  refused(): number;
}

/** The places of a queue. `known` callers may also use the reserved ones. */
export interface Line extends LineState {
  /** @returns whether there is room; a refusal is counted */
  admits(known?: boolean): boolean;
  /** Takes a place until `leave`. @returns `false` when there is none */
  enter(known?: boolean): boolean;
  leave(): void;
  /**
   * Holds a place until the work has ended.
   * @throws AppError desk-busy when there is none: nothing was started
   */
  hold<T>(work: () => Promise<T>, known?: boolean): Promise<T>;
}

/**
 * @param name its label on /metrics
 * @param most capacity
 * @param keptForKnown how many of these places are reserved for known callers
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
