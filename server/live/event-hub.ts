/** One reader of the event feed, many streams: a frame is built once and written to all. */
import type { Clock, Timer } from '../clock.ts';
import type { Logger } from '../log.ts';
import type { EventFeed } from '../storage/events.ts';
import type { LineState } from '../waiting-line.ts';
import { createReplays, type ReplayAudience, type Replays } from './replays.ts';
import {
  comment,
  eventFrames,
  leaseFrames,
  signalFrame,
  type StreamClient,
} from './stream-frames.ts';

export type { StreamClient } from './stream-frames.ts';

/** A stream that lags by more than this asks again from the start: replaying costs more. */
export const MAX_REPLAY = 500;
const BATCH = 500;
/** A browser that doesn't read holds this much of our memory at most. */
const MAX_BACKLOG_BYTES = 1024 * 1024;
/** Half of the second within which a disabled person's stream must close. */
const CHECK_EVERY_MS = 500;
/** What is announced again and again reaches all streams this often at most. */
const ANNOUNCE_EVERY_MS = 200;
/** Proxies cut a silent connection after 30 to 60 s. */
const COMMENT_EVERY_CHECKS = 30;

/** How far the open streams are behind what is on disk. */
export interface StreamLag {
  /** Events that none of them was given yet. */
  events: number;
  /** What the slowest browser has not taken yet. */
  longestBacklogBytes: number;
}

export interface EventHub {
  /** Joins at once and without a gap after `afterSeq`; `null` starts at the present. */
  join(client: StreamClient, afterSeq: number | null): void;
  leave(client: StreamClient): void;
  /** Tells all streams that another person, or nobody, has a payment's refund form open. */
  announceLease(payToken: string): void;
  size(): number;
  lag(): StreamLag;
  /** Streams that are being caught up, or wait for it. */
  replays: LineState;
  /** Ends all streams and stops listening. */
  close(): void;
}

/** Collects what is added within a time and passes it on once, each but once. */
function gathered(clock: Clock, withinMs: number, pass: (texts: string[]) => void) {
  const waiting = new Set<string>();
  let timer: Timer | null = null;
  return {
    add: (text: string) => {
      waiting.add(text);
      timer ??= clock.after(withinMs, () => {
        timer = null;
        const texts = [...waiting];
        waiting.clear();
        pass(texts);
      });
    },
    stop: () => timer?.cancel(),
  };
}

/** Calls once for all that ask in one turn of the event loop: their commits share a frame. */
function oncePerTurn(call: () => void): () => void {
  let isComing = false;
  return () => {
    if (isComing) return;
    isComing = true;
    setImmediate(() => {
      isComing = false;
      call();
    });
  };
}

function lagOf(events: number, clients: Iterable<StreamClient>): StreamLag {
  let longestBacklogBytes = 0;
  for (const client of clients) {
    longestBacklogBytes = Math.max(longestBacklogBytes, client.backlogBytes());
  }
  return { events, longestBacklogBytes };
}

/** Everybody who follows along: those who are written every event, and those who catch up. */
function createAudience(replaysFor: (audience: ReplayAudience) => Replays) {
  const upToDate = new Set<StreamClient>();
  const leave = (client: StreamClient) => {
    replays.leave(client);
    upToDate.delete(client);
  };
  const drop = (client: StreamClient) => {
    leave(client);
    client.end();
  };
  const write = (client: StreamClient, frame: Buffer) => {
    client.write(frame);
    if (client.backlogBytes() > MAX_BACKLOG_BYTES) drop(client);
  };
  const caughtUp = (client: StreamClient) => void upToDate.add(client);
  const replays = replaysFor({ write, caughtUp, failed: drop });
  const all = () => [...upToDate, ...replays.clients()];
  return {
    ...{ upToDate, replays, leave, drop, write, all },
    writeAll: (frame: Buffer) => {
      for (const client of all()) write(client, frame);
    },
    size: () => upToDate.size + replays.size(),
  };
}

/**
 * Everything here is synchronous, so between a client's last look at the feed and its place among
 * the others no event can slip through.
 */
export function eventHub(feed: EventFeed, clock: Clock, log: Pick<Logger, 'error'>): EventHub {
  let sentSeq = feed.lastSeq();
  let closed = false;
  let checks = 0;
  let timer: Timer;
  const audience = createAudience((others) =>
    createReplays({ feed, log, othersAt: () => sentSeq, ...others }),
  );
  const { upToDate, replays } = audience;

  const flush = () => {
    const events = feed.after(sentSeq, BATCH);
    const last = events.at(-1);
    if (!last) return;
    sentSeq = last.seq;
    if (upToDate.size > 0) {
      const frame = eventFrames(events);
      for (const client of upToDate) audience.write(client, frame);
    }
    // One batch a turn, so that a bulk change can't fill the backlog of a reader that keeps up.
    if (events.length === BATCH) flushSoon();
  };
  const flushSoon = oncePerTurn(() => {
    if (!closed) flush();
  });
  const leases = gathered(clock, ANNOUNCE_EVERY_MS, (payTokens) =>
    audience.writeAll(leaseFrames(payTokens)),
  );
  const check = () => {
    checks += 1;
    for (const client of audience.all()) if (!client.isStillValid()) audience.drop(client);
    if (checks % COMMENT_EVERY_CHECKS === 0) audience.writeAll(comment);
    // A command beside the desk may have written, and nobody in this process told.
    flush();
    timer = clock.after(CHECK_EVERY_MS, check);
  };
  const unsubscribe = feed.subscribe(flushSoon);
  timer = clock.after(CHECK_EVERY_MS, check);
  return {
    replays: replays.line,
    join: (client, afterSeq) => {
      flush();
      const missed = afterSeq === null ? 0 : feed.lastSeq() - afterSeq;
      // A number from the future is of another database: its holder knows nothing of ours.
      const isLost = missed > MAX_REPLAY || missed < 0 || (missed > 0 && !replays.admits());
      const seq = isLost ? sentSeq : (afterSeq ?? sentSeq);
      client.write(signalFrame(isLost ? 'reset' : 'hello', seq));
      if (seq < sentSeq) replays.begin(client, seq);
      else upToDate.add(client);
    },
    leave: audience.leave,
    announceLease: (payToken) => {
      if (!closed && audience.size() > 0) leases.add(payToken);
    },
    size: audience.size,
    lag: () => lagOf(feed.lastSeq() - sentSeq, audience.all()),
    close: () => {
      closed = true;
      timer.cancel();
      leases.stop();
      unsubscribe();
      for (const client of audience.all()) audience.drop(client);
    },
  };
}
