import type { Storage } from '../storage/storage.ts';
import { yieldToEventLoop } from '../yield-to-event-loop.ts';
import type { Unit } from '../storage/unit.ts';

/** Lines in one transaction: a few milliseconds. */
const LINES_A_TURN = 200;

/** @returns the last line handled; `null`: there are no more */
type Step = (after: number, most: number) => Unit<number | null>;

/** Handles all lines in order, in batches. Ends early once the desk stops. */
export async function throughLines(
  storage: Storage,
  step: Step,
  isStopped: () => boolean,
): Promise<void> {
  let after = 0;
  while (!isStopped()) {
    const from = after;
    const last = await storage.transact(() => step(from, LINES_A_TURN));
    if (last === null) return;
    after = last;
    await yieldToEventLoop();
  }
}
