/**
 * Callbacks that come in together are kept with one COMMIT: waiting for the disk is most of the
 * work, and Toss may send those of a whole sale at once.
 */
import { letOthersRun } from '../let-others-run.ts';
import { keepCallbacks, type ReceivedCallback } from '../storage/callbacks.ts';
import type { Storage } from '../storage/storage.ts';

/** So that one COMMIT holds nobody up for more than some milliseconds. */
const MOST_TOGETHER = 200;

interface Waiting {
  callback: ReceivedCallback;
  resolve: () => void;
  reject: (error: unknown) => void;
}

/**
 * @returns keeps a callback; resolves after the COMMIT that it is in, and rejects with what the
 *   disk said: then nothing is answered for, and Toss comes again
 */
export function createCallbackKeeper(
  storage: Storage,
): (callback: ReceivedCallback) => Promise<void> {
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
  return (callback) =>
    new Promise((resolve, reject) => {
      waiting.push({ callback, resolve, reject });
      if (waiting.length === 1) void flush();
    });
}
