import type { Logger } from '../log.ts';
import { indexSomeMetadata, isMetadataUnindexed } from '../storage/index-metadata.ts';
import type { Storage } from '../storage/storage.ts';
import { yieldToEventLoop } from '../yield-to-event-loop.ts';

/** Indexes old metadata in turns, from a start on until all is done. */
export function createMetadataIndexing(storage: Storage, log: Logger) {
  let isStopped = false;
  let running: Promise<void> = Promise.resolve();
  async function work(): Promise<void> {
    try {
      while (!isStopped && (await storage.transact(indexSomeMetadata))) await yieldToEventLoop();
    } catch (error) {
      log.error({ err: error }, 'metadata could not be indexed: tried at the next start');
    }
  }
  return {
    start: () => {
      if (isMetadataUnindexed(storage.reader)) running = work();
    },
    stop: () => {
      isStopped = true;
      return running;
    },
  };
}
