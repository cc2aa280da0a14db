/**
 * Callbacks that come in together are kept with one COMMIT: waiting for the disk is most of the
 * work, and Toss may send those of a whole sale at once.
 */
import { letOthersRun } from '../let-others-run.ts';
import { keepCallbacks, type ReceivedCallback } from '../storage/callbacks.ts';
import type { Storage } from '../storage/storage.ts';
import { createLine, type LineState } from '../waiting-line.ts';

/** Some seconds' worth: whatever comes then is not answered for, and Toss comes again. */
const MOST_WAITING = 2000;
/** So that one COMMIT holds nobody up for more than some milliseconds. */
const MOST_TOGETHER = 200;

interface Waiting {
  callback: ReceivedCallback;
  resolve: () => void;
  reject: (error: unknown) => void;
}

export interface CallbackKeeper {
  /**
   * Resolves after the COMMIT that the callback is in. Where it rejects, nothing is answered for,
   * and Toss comes again.
   * @throws AppError desk-busy where too many wait; else what the disk said
   */
  keep(callback: ReceivedCallback): Promise<void>;
  line: LineState;
}

/** The keeper of one serving process. */
export function createCallbackKeeper(storage: Storage): CallbackKeeper {
  const line = createLine('callbacks', MOST_WAITING);
  let waiting: Waiting[] = [];

  const keepAll = async (together: readonly Waiting[]) => {
    try {
      await keepCallbacks(
        storage,
        together.map(({ callback }) => callback),
      );
    } catch (error) {
      for (const { reject } of together) reject(error);
      return;
    }
    for (const { resolve } of together) resolve();
  };
  const flush = async () => {
    // Everything that this turn of the event loop has brought.
    await letOthersRun();
    const all = waiting;
    waiting = [];
    for (let from = 0; from < all.length; from += MOST_TOGETHER) {
      await keepAll(all.slice(from, from + MOST_TOGETHER));
    }
  };
  return {
    line,
    keep: (callback) =>
      line.hold(
        () =>
          new Promise<void>((resolve, reject) => {
            waiting.push({ callback, resolve, reject });
            if (waiting.length === 1) void flush();
          }),
      ),
  };
}
