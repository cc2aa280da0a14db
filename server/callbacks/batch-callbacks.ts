/**
 * Stores callbacks in batches, one COMMIT for all that arrive together: the fsync is most of the
 * cost, and Toss may send those of a whole sale at once.
 */
import { yieldToEventLoop } from '../yield-to-event-loop.ts';
import { keepCallbacks, type ReceivedCallback } from '../storage/callbacks.ts';
import type { Storage } from '../storage/storage.ts';
import { createLine, type LineState } from '../waiting-line.ts';

/** Some seconds' worth. Beyond it callbacks are refused, and Toss retries. */
const MOST_WAITING = 2000;
/** Batch size, so that one COMMIT blocks for a few milliseconds at most. */
const BATCH_SIZE = 200;

interface Waiting {
  callback: ReceivedCallback;
  resolve: () => void;
  reject: (error: unknown) => void;
}

export interface CallbackKeeper {
  /**
   * Resolves after the COMMIT with the callback. If it rejects, Toss gets an error and retries.
   * @throws AppError desk-busy when too many wait; otherwise the error of the disk
   */
  keep(callback: ReceivedCallback): Promise<void>;
  line: LineState;
}

export function createCallbackKeeper(storage: Storage): CallbackKeeper {
  const line = createLine('callbacks', MOST_WAITING);
  let waiting: Waiting[] = [];

  const keepBatch = async (batch: readonly Waiting[]) => {
    try {
      await keepCallbacks(
        storage,
        batch.map(({ callback }) => callback),
      );
    } catch (error) {
      for (const { reject } of batch) reject(error);
      return;
    }
    for (const { resolve } of batch) resolve();
  };
  const flush = async () => {
    // Waits for everything that arrives in this turn of the event loop.
    await yieldToEventLoop();
    const all = waiting;
    waiting = [];
    for (let from = 0; from < all.length; from += BATCH_SIZE) {
      await keepBatch(all.slice(from, from + BATCH_SIZE));
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
