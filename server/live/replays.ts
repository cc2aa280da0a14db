/**
 * Sends streams the events that they missed, one stream and one batch per turn of the event loop,
 * so that other work runs in between.
 */
import PQueue from 'p-queue';
import { yieldToEventLoop } from '../yield-to-event-loop.ts';
import type { Logger } from '../log.ts';
import type { EventFeed } from '../storage/events.ts';
import { createLine, type LineState } from '../waiting-line.ts';
import { eventFrames, type StreamClient } from './stream-frames.ts';

const BATCH = 100;
/** With more streams to catch up, a reload is cheaper. */
const MOST_REPLAYS = 1000;

/** Callbacks of the hub. */
export interface ReplayAudience {
  write: (client: StreamClient, frame: Buffer) => void;
  /** Called when the client has everything that the others have, before any further write. */
  caughtUp: (client: StreamClient) => void;
  failed: (client: StreamClient) => void;
}

export interface ReplayDeps extends ReplayAudience {
  feed: EventFeed;
  log: Pick<Logger, 'error'>;
  /** Sequence number up to which all other clients have been written to. */
  othersAt: () => number;
}

export interface Replays {
  line: LineState;
  /** @returns whether there is room for one more */
  admits(): boolean;
  /** Starts a replay; until it ends, the client gets events from it alone. */
  begin(client: StreamClient, afterSeq: number): void;
  leave(client: StreamClient): void;
  /** Clients that are catching up or queued for it. */
  clients(): Iterable<StreamClient>;
  size(): number;
}

export function createReplays({ feed, log, ...hub }: ReplayDeps): Replays {
  const behind = new Set<StreamClient>();
  const line = createLine('replays', MOST_REPLAYS);
  const inTurn = new PQueue({ concurrency: 1 });

  /** Writes one batch; after the last one the client joins the others. @returns its new position */
  function writeBatch(client: StreamClient, afterSeq: number): number {
    const events = feed.after(afterSeq, BATCH).filter((event) => event.seq <= hub.othersAt());
    const seq = events.at(-1)?.seq ?? hub.othersAt();
    if (events.length > 0) hub.write(client, eventFrames(events));
    // No await since the feed was read, so no event can be missed.
    if (seq >= hub.othersAt() && behind.delete(client)) hub.caughtUp(client);
    return seq;
  }

  async function catchUp(client: StreamClient, afterSeq: number): Promise<void> {
    let seq = afterSeq;
    while (behind.has(client)) {
      seq = writeBatch(client, seq);
      await yieldToEventLoop();
    }
  }

  async function replay(client: StreamClient, afterSeq: number): Promise<void> {
    try {
      await line.hold(() => inTurn.add(() => catchUp(client, afterSeq)));
    } catch (error) {
      log.error({ err: error }, 'an event stream could not be caught up');
      hub.failed(client);
    }
  }

  return {
    line,
    admits: () => line.admits(),
    begin: (client, afterSeq) => {
      behind.add(client);
      void replay(client, afterSeq);
    },
    leave: (client) => void behind.delete(client),
    clients: () => behind,
    size: () => behind.size,
  };
}
