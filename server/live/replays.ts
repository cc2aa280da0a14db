/**
 * Gives streams what they missed, one stream and one piece in each turn of the event loop:
 * everybody else goes between.
 */
import PQueue from 'p-queue';
import { letOthersRun } from '../let-others-run.ts';
import type { Logger } from '../log.ts';
import type { EventFeed } from '../storage/events.ts';
import { createLine, type LineState } from '../waiting-line.ts';
import { eventFrames, type StreamClient } from './stream-frames.ts';

const PIECE = 100;
/** With more streams to catch up, asking anew is the quicker way. */
const MOST_REPLAYS = 1000;

/** Who is caught up, and among whom. */
export interface ReplayAudience {
  write: (client: StreamClient, frame: Buffer) => void;
  /** Called when the client has all that the others have, before anything else is written. */
  caughtUp: (client: StreamClient) => void;
  failed: (client: StreamClient) => void;
}

export interface ReplayDeps extends ReplayAudience {
  feed: EventFeed;
  log: Pick<Logger, 'error'>;
  /** The number of the event up to which all others have been written to. */
  othersAt: () => number;
}

export interface Replays {
  line: LineState;
  /** @returns whether one more may be caught up */
  admits(): boolean;
  /** Of events a client is given nothing else meanwhile. */
  begin(client: StreamClient, afterSeq: number): void;
  leave(client: StreamClient): void;
  /** Those who are being caught up, or wait for it. */
  clients(): Iterable<StreamClient>;
  size(): number;
}

/** The replays of one hub. */
export function createReplays({ feed, log, ...hub }: ReplayDeps): Replays {
  const behind = new Set<StreamClient>();
  const line = createLine('replays', MOST_REPLAYS);
  const inTurn = new PQueue({ concurrency: 1 });

  /** Writes one piece, and lets the client join the others after the last. @returns its place */
  function writePiece(client: StreamClient, afterSeq: number): number {
    const events = feed.after(afterSeq, PIECE).filter((event) => event.seq <= hub.othersAt());
    const seq = events.at(-1)?.seq ?? hub.othersAt();
    if (events.length > 0) hub.write(client, eventFrames(events));
    // Nothing is awaited since the look at the feed, so no event can slip through.
    if (seq >= hub.othersAt() && behind.delete(client)) hub.caughtUp(client);
    return seq;
  }

  async function catchUp(client: StreamClient, afterSeq: number): Promise<void> {
    let seq = afterSeq;
    while (behind.has(client)) {
      seq = writePiece(client, seq);
      await letOthersRun();
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
